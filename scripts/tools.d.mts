export function stopGently(work: () => unknown): Promise<void>;
export function whyNotInstalled(what: string, installer: string, output: string): string;
