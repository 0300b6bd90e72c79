/**
 * What differs between the places where the library runs: node.ts is the one for Node and Deno, web.ts the one for pages
 * and workers. package.json's conditions choose between them; the rest of the library knows this file only.
 */
export interface Host {
  /** Where `show` shows; undefined where there is nothing to show in. */
  display(): Display | undefined;
  files: Files;
  /** Lets everything happen that is waiting to: messages leave, the stop button is noticed. */
  turnOfEventLoop(): Promise<void>;
  /** Notices the stop button from now on; if `alone`, in place of all that would else end the cell or the program. */
  listenForStop(alone: boolean): Promise<StopListener>;
}

export interface StopListener {
  /** Whether the stop button has been pressed. */
  requested(): boolean;
  /** Listens no longer. */
  end(): void;
}

/** An output by its MIME type, such as { "image/svg+xml": "<svg .../>" }; the richest comes last. It is plain JSON. */
export interface MimeBundle {
  readonly [type: string]: string | object;
}

/** Shows an output, and returns what replaces it by another. */
export type Display = (output: MimeBundle) => (next: MimeBundle) => void;

/** What keeps files. */
export interface Files {
  /** The full name of a path: absolute, or a URL. */
  resolve(path: string): string;
  /** The names of the files in a folder; undefined where nobody knows them, as in a browser. */
  list(folder: string): readonly string[] | undefined;
  /** The bytes of a file; undefined if there is none. Throws if it cannot be read. */
  read(path: string): Uint8Array | undefined;
  /** Writes a file whole or not at all. Throws if it cannot be written. */
  write(path: string, bytes: Uint8Array): void;
}

/** The host that the library has been imported for. */
export const host = {} as Host;

/** Makes this the host. */
export function setHost(chosen: Host): void {
  Object.assign(host, chosen);
}

/**
 * Has `show` and `liveCurves` show elsewhere than the host does by itself, in a worker's page, say, or in a list:
 *
 *     setDisplay((output) => {
 *       outputs.push(output);
 *       return (next) => outputs.splice(-1, 1, next);
 *     });
 */
export function setDisplay(display: Display): void {
  host.display = () => display;
}

/**
 * Has `loadMnist`, np.load, np.save and np.savez use other files than the host's own; what is left out stays as it is.
 *
 *     setFiles({ resolve: (path) => `https://example.org/course/${path}` });
 */
export function setFiles(files: Partial<Files>): void {
  host.files = { ...host.files, ...files };
}
