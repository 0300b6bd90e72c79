/** What a cell can import: a package by its name, as a function that loads it. */
export const packages = {};

const loaded = {};

export function createRequire() {
  return (name) => {
    if (!Object.hasOwn(packages, name)) throw new Error(`Cannot find module '${name}'`);
    loaded[name] ??= packages[name]();
    return loaded[name];
  };
}

export default { createRequire };
