import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 30_000,
    // How soon the stop button acts is measured, which a training in another file would slow down.
    fileParallelism: false,
    // The tests use lib/ as the notebooks do: compiled.
    server: { deps: { external: [/\/lib\/dist\//] } },
  },
});
