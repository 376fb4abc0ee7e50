import { fileURLToPath } from "node:url";

/** Module of a sampler for suites of tests: exact draws of a free field, and every way to fail. */
export const sampler = fileURLToPath(
	new URL("./gaussian-sampler.js", import.meta.url),
);

/** The command line as users run it. */
export const cli = fileURLToPath(new URL("../../cli/main.js", import.meta.url));

/** The same as a function, from the same files. */
export const program = new URL("../../program/cli/program.js", import.meta.url)
	.href;
