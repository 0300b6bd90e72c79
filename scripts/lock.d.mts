export function alone<T>(project: string, work: () => T | Promise<T>, address?: string): Promise<T>;
