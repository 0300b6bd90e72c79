export const root: string;
export const OWN_LESSONS: string;
export function bin(name: string, project?: string): string;
export function jupyterEnvironment(project?: string): NodeJS.ProcessEnv;
export function makeRuntimeFolder(): string | undefined;
