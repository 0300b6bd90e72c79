import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 30_000,
    // The tests use lib/ as the notebooks do: compiled.
    server: { deps: { external: [/\/lib\/dist\//] } },
  },
});
