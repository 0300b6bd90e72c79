import path from "node:path";
import { defineConfig } from "vitest/config";

/** The WebAssembly, which only the build has, for tests of single files of lib/. */
const code = path.resolve("lib/dist/ndarray/product/code.js");

/** How soon the stop button acts is measured there, which a training in another file would slow down. */
const TIMED = ["test/kernel.test.ts"];

export default defineConfig({
  resolve: { alias: [{ find: /^\.\/code$/, replacement: code }] },
  test: {
    setupFiles: ["test/support/equality.ts"],
    // Only against a test that hangs: a busy machine may take several times as long as a quiet one.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    // The tests use lib/ as the notebooks do: compiled.
    server: { deps: { external: [/\/lib\/dist\//] } },
    projects: [
      {
        extends: true,
        test: {
          name: "side by side",
          include: ["test/**/*.test.ts"],
          exclude: [...TIMED, "test/browser/**", "test/site/**"], // npm run test:browser, test:site
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: { name: "alone", include: TIMED, maxWorkers: 1, sequence: { groupOrder: 1 } },
      },
    ],
  },
});
