/** The library for pages and workers, of which the build makes a single module. */
import { setHost } from "./host/host";
import { web } from "./host/web";

setHost(web);

export { pageDisplay } from "./host/page";
export * from "./index";
