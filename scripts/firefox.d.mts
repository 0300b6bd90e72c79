export interface FirefoxPage {
  readonly problems: readonly string[];
  /** The addresses of all that it has asked for. */
  readonly requests: readonly string[];
  /** The JSON value of an expression in the page, which may be a promise. */
  evaluate<T>(expression: string): Promise<T>;
  close(): Promise<void>;
}

export function openFirefox(address: string): Promise<FirefoxPage>;

/** The path of a Firefox. Throws if there is none. */
export function findFirefox(): string;
