/**
 * The folder of the built-in suites. It is apart from load.ts, which knows every sampler and takes a while
 * to load.
 */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** Suites are data: they stay where they are when the code is compiled. */
const folder = resolve(dirname(fileURLToPath(import.meta.url)), "../../suites");

/** Names of the built-in suites. None where the program was copied without their folder. */
export function builtinSuites(): readonly string[] {
	if (!existsSync(folder)) return [];
	return readdirSync(folder)
		.filter((file) => file.endsWith(".yaml"))
		.map((file) => file.slice(0, -".yaml".length))
		.sort();
}

/** File of a built-in suite. */
export function builtinFile(name: string): string {
	return join(folder, `${name}.yaml`);
}

/** Why there are no built-in suites. */
export function noSuites(): string {
	return `no suites are built in here: they belong into ${folder}`;
}

/** Changes with any name and any byte of a built-in suite. */
export function builtinHash(): string {
	const hash = createHash("sha256");
	for (const name of builtinSuites())
		hash.update(`${name}\n`).update(readFileSync(builtinFile(name)));
	return hash.digest("hex");
}
