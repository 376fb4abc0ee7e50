/**
 * The index of everything built in, which the build writes (pack/bundle.mjs). Loading every sampler and
 * checking every suite instead would take most of a second.
 */
import { readFileSync } from "node:fs";
import { builtinHash } from "../../suites/folder.js";

export interface Entry {
	readonly name: string;
	readonly label: string;
}

export const kinds = [
	"suites",
	"samplers",
	"actions",
	"observables",
	"backends",
] as const;
export type Kind = (typeof kinds)[number];

export interface BuiltIn extends Readonly<Record<Kind, readonly Entry[]>> {
	/** Of the suites that it describes. */
	readonly hash: string;
}

/** Undefined where there is none, or where the suites are others by now. */
export function readIndex(): BuiltIn | undefined {
	try {
		const file = new URL("../../program/built-in.json", import.meta.url);
		const found = JSON.parse(readFileSync(file, "utf8")) as BuiltIn;
		return found.hash === builtinHash() ? found : undefined;
	} catch {
		return undefined;
	}
}
