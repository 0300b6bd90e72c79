export function serve(
  folder: string,
  base?: string,
  port?: number,
): Promise<{ address: string; close(): Promise<void> }>;
