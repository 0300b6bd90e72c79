/** product.ts as WebAssembly, in base64: the build writes this module, so that the library needs no file beside it. */
export declare const base64: string;
