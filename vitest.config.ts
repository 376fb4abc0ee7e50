import { defineConfig } from "vitest/config";

// Tests run on the compiled code, the same files that users run: worker threads
// and child processes then need no loader of their own.
export default defineConfig({
	// As library/hooks.ts does for the program; vitest resolves imports itself.
	resolve: { alias: { latticebench: `${import.meta.dirname}/dist/library` } },
	cacheDir: "dist/.vite",
	test: {
		include: ["dist/test/**/*.test.js"],
		testTimeout: 120_000,
		hookTimeout: 120_000,
		pool: "forks",
		maxWorkers: 2,
	},
});
