import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/browser/**"], // npm run test:browser
    setupFiles: ["test/support/equality.ts"],
    // Only against a test that hangs: a busy machine may take several times as long as a quiet one.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    // How soon the stop button acts is measured, which a training in another file would slow down.
    fileParallelism: false,
    // The tests use lib/ as the notebooks do: compiled.
    server: { deps: { external: [/\/lib\/dist\//] } },
  },
});
