/** How the tests run: on the compiled code, in processes that many files share. */
import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** Tests that choose the device or the environment of their whole process. */
const alone = [
	"dist/test/**/*gpu*.test.js",
	"dist/test/tensor/{backend,power,vulkan-drivers}.test.js",
];

// Tests run on the compiled code, the same files that users run: worker threads
// and child processes then need no loader of their own.
export default defineConfig({
	// As library/hooks.ts does for the program; vitest resolves imports itself.
	resolve: { alias: { latticebench: `${import.meta.dirname}/dist/library` } },
	cacheDir: "dist/.vite",
	test: {
		testTimeout: 120_000,
		hookTimeout: 120_000,
		pool: "forks",
		// One more than cores: about a fifth of the time a test waits, for a process, a browser, a device or a limit.
		maxWorkers: Math.min(availableParallelism(), 4) + 1,
		// The compiled product is loaded by Node, once for all files of a process: half of the time of a small file.
		server: { deps: { external: [/\/dist\/(?!test\/)/] } },
		projects: [
			{
				extends: true,
				test: {
					name: "together",
					include: ["dist/test/**/*.test.js"],
					exclude: alone,
					isolate: false,
				},
			},
			{ extends: true, test: { name: "alone", include: alone } },
		],
	},
});
