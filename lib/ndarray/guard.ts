import { formatShape, type Shape } from "./shape";

/**
 * What JavaScript asks an object for when brackets are written as in Python. x[0] is a property named "0", x["1:3"]
 * one named "1:3", x[mask] one that is named as the mask prints.
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
 * A prototype between the class and Object.prototype. JavaScript comes here for what neither an array nor its class has;
 * otherwise it would go on with undefined. Indices throw instead, and name the way out.
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
