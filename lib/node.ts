/** The library for Node and Deno. */
import { setHost } from "./host/host";
import { node } from "./host/node";

setHost(node);

export * from "./index";
