export function pythonWithNumpy(): Promise<string>;
