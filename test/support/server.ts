import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export interface TestServer {
  readonly origin: string;
  /** The paths that were asked for. */
  readonly requests: readonly string[];
  close(): void;
}

const TYPES = [
  [/\.js$/, "text/javascript"],
  [/\.html$/, "text/html; charset=utf-8"],
] as const;

/** Serves files as any static host does, by their paths: 404 for all others. */
export async function serve(
  files: Record<string, (() => string | Uint8Array) | undefined>,
): Promise<TestServer> {
  const requests: string[] = [];
  const server: Server = createServer(({ url = "" }, response) => {
    requests.push(url);
    const file = files[url];
    const type = TYPES.find(([ending]) => ending.test(url))?.[1] ?? "application/octet-stream";
    response.writeHead(file ? 200 : 404, { "content-type": type });
    response.end(file?.());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, requests, close: () => server.close() };
}
