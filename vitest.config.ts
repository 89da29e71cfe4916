// How the tests run: those of real processes and browsers, and all others.
import { defineConfig } from "vitest/config";
import { LongestFirst } from "./tests/helpers/longest-first.ts";

const REAL = ["tests/hall/**/*.test.ts"];

export default defineConfig({
  test: {
    // Two cores are the floor we promise, and what runs real processes waits as much as it computes.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    coverage: { provider: "v8", include: ["controller/domain/**", "controller/store/**", "drivers/**"] },
    projects: [
      {
        extends: true,
        test: {
          name: "hall",
          include: REAL,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // A shared machine stalls: in CI what runs real processes has a second try, and the output says `retry x1`.
          retry: process.env.CI === "true" ? 1 : 0,
        },
      },
      {
        extends: true,
        test: {
          name: "pure",
          include: ["tests/**/*.test.ts", "tests/**/*.test.tsx"],
          exclude: REAL,
          // Modules are loaded once per worker: nothing here changes any, and loading them took a quarter of the time.
          isolate: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
