/** Which program the process of a cell runs: two builds of harness/cell/main.ts (pack/cell.mjs). */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Cell } from "../plan.js";

const modules = fileURLToPath(new URL("../cell/main.js", import.meta.url));
/** The same as one file with compiled code: it starts in half of the time. */
const oneFile = modules.replace(/main\.js$/, "start.cjs");

/** Modules of users share the library with the program, so both must be modules. */
export function programOf({
	target,
	sampler,
	observables,
}: Pick<Cell, "target" | "sampler" | "observables">): string {
	const own =
		target.module !== undefined ||
		sampler.module !== undefined ||
		observables.length > 0;
	return !own && existsSync(oneFile) ? oneFile : modules;
}
