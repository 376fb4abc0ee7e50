import { resolve } from "node:path";

/** This program as a command for other machines. A packed folder says itself how it is called (pack/launcher.ts). */
export function thisProgram(): readonly string[] {
	const { LATTICEBENCH_COMMAND } = process.env;
	if (LATTICEBENCH_COMMAND !== undefined) return [LATTICEBENCH_COMMAND];
	return [process.execPath, resolve(process.argv[1] ?? "")];
}
