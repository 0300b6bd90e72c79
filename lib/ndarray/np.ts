/** NumPy's functions, as far as the lessons use them, under NumPy's names. */
export { arange, array, linspace, ones, reshape, transpose, zeros } from "./creation";
export { dot } from "./dot";
export {
  abs,
  add,
  divide,
  equal,
  exp,
  greater,
  greaterEqual,
  less,
  lessEqual,
  log,
  maximum,
  multiply,
  notEqual,
  subtract,
  where,
} from "./elementwise";
export * as random from "./random";
export { argmax, max, mean, sum } from "./reduction";
export { load, save, savez } from "./storage";
