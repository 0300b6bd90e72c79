export function pythonWithNumpy(): string;
