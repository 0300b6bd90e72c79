type Step = (project: string) => Promise<void>;
export const installPackages: Step;
export const buildLibrary: Step;
export const makePythonEnvironment: Step;
export const signNotebooks: Step;
export function checkNode(project: string, version?: string): void;
export function configureJupyter(project: string): void;
export function installData(project: string): void;
