export { format, inspect } from "node-inspect-extracted";

export const { TextDecoder } = globalThis;
