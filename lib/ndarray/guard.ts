import { formatShape, type Shape } from "./shape";

/**
 * The property names that Python's brackets become in JavaScript: x[0] reads the property "0", x["1:3"] the property
 * "1:3", and x[mask] one whose name is the printed mask.
 */
const NOT_A_NAME = /^(?:[-+.:[\d\s].*|[Tt]rue|[Ff]alse|null|undefined|NaN|-?Infinity|)$/s;

function refuseIndex(key: string | symbol, x: { readonly shape?: Shape }): void {
  if (typeof key === "symbol" || !Object.hasOwn(x, "shape") || !x.shape) return;
  if (key === "length") {
    throw new Error(
      `x.length: an array of shape ${formatShape(x.shape)} has none; x.size counts its entries, x.shape[0] its rows`,
    );
  }
  if (!NOT_A_NAME.test(key)) return;
  const index = /^-?\d+$/.test(key) ? key : "...";
  const number = `x.item(${[index, ...x.shape.slice(1).fill(0)].join(", ")})`;
  const read =
    x.shape.length > 1 ? `x.at(${index}) is a row, ${number} a number` : `${number} is the number`;
  throw new Error(
    `x[${index}]: JavaScript's [ ] does not reach the entries of an array; ` +
      `${read}, and x.set(${index}, value) writes`,
  );
}

/**
 * A prototype between the class and Object.prototype: JavaScript looks here for properties that neither the array nor
 * its class has. Without it x[0] would be undefined; with it, it throws an error that says what to write instead.
 */
export const guard: object = new Proxy(
  {},
  {
    get(target, key, x) {
      refuseIndex(key, x);
      return Reflect.get(target, key, x);
    },
    set(target, key, value, x) {
      refuseIndex(key, x);
      return Reflect.set(target, key, value, x);
    },
  },
);
