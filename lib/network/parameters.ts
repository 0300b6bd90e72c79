import { type ArrayLike, asarray, type NDArray } from "../ndarray/ndarray";
import { formatShape, sameShape } from "../ndarray/shape";

/** A network's parameters by name. */
type Parameters = Readonly<Record<string, NDArray>>;

/** What an error recommends where a parameter was replaced. */
export const IN_PLACE =
  "Update a parameter in place, as network.params.W1.subtractInPlace(...) does, " +
  "or copy values into all of them: network.load({ W1, b1, W2, b2 })";

/** Parameters that cannot be replaced: the layers share these arrays, and would go on with the old ones. */
export function irreplaceable<P extends Parameters>(network: string, params: P): Readonly<P> {
  return new Proxy(params, {
    defineProperty(_, name, { value }) {
      if (value === params[String(name)]) return true;
      throw new Error(`${network}: params.${String(name)} cannot be replaced. ${IN_PLACE}`);
    },
  });
}

/**
 * Copies values into parameters, in their dtype. Throws unless all names and shapes are those of the parameters; then
 * no parameter has changed.
 */
export function loadInto(
  network: string,
  params: Parameters,
  values: Readonly<Record<string, ArrayLike>>,
): void {
  const own = Object.entries(params);
  const [names, given] = [own.map(([name]) => name), Object.keys(Object(values))];
  if (String(given.toSorted()) !== String(names.toSorted())) {
    throw new Error(
      `${network}.load: the names are ${given.join(", ") || "missing"}; they must be ${names.join(", ")}`,
    );
  }
  const arrays = own.map(([name, { shape }]) => {
    const array = asarray(values[name], `${network}.load, ${name}`);
    if (sameShape(array.shape, shape)) return array;
    throw new Error(
      `${network}.load: ${name} is ${formatShape(array.shape)} but the network's is ${formatShape(shape)}; ` +
        "load into a network of the same sizes",
    );
  });
  own.forEach(([, parameter], i) => {
    parameter.data.set(arrays[i].data);
  });
}
