/** NumPy's functions, as far as the lessons and their experiments need them, under NumPy's names in camelCase. */
export * from "./creation";
export { dot } from "./dot";
export * from "./elementwise";
export * from "./logic";
export * as random from "./random";
export * from "./reduction";
export * from "./shaping";
export * from "./sorting";
export { load, save, savez } from "./storage";
