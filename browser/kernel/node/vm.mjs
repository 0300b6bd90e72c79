/** Runs code outside of any function. */
export function runInThisContext(code) {
  // biome-ignore lint/security/noGlobalEval: it is what a kernel is for.
  return globalThis.eval(code);
}

export default { runInThisContext };
