/**
 * How other machines call this program. A packed folder sets the command in the environment
 * (pack/launcher.ts).
 */
import { resolve } from "node:path";

export function thisProgram(): readonly string[] {
	const { LATTICEBENCH_COMMAND } = process.env;
	if (LATTICEBENCH_COMMAND !== undefined) return [LATTICEBENCH_COMMAND];
	return [process.execPath, resolve(process.argv[1] ?? "")];
}
