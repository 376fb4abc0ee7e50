/** Finds a suite by path or built-in name and checks it. */
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { InputError, messageOf } from "../core/errors.js";
import { builtin, type Catalogue } from "./catalogue.js";
import { builtinFile, builtinSuites, noSuites } from "./folder.js";
import { withInputFiles } from "./input-files.js";
import { nearest } from "./mistakes/nearest.js";
import { loadModules } from "./modules.js";
import type { Override } from "./overrides.js";
import { checkSource, parseSource, type Source } from "./read.js";
import type { Suite } from "./suite.js";

export interface LoadedSuite {
	readonly suite: Suite;
	/** Name by which the suite was requested, without folder and ending. */
	readonly name: string;
	/** Everything that the suite can name, including its own modules. */
	readonly catalogue: Catalogue;
}

/**
 * @param run whether the code of its modules may run
 * @throws InputError when there is no such suite, or it has mistakes.
 */
export async function loadSuite(
	asked: string,
	overrides: readonly Override[] = [],
	run = true,
): Promise<LoadedSuite> {
	const path = builtinSuites().includes(asked) ? builtinFile(asked) : asked;
	return loadText(
		readSource(path, asked),
		dirname(resolve(path)),
		overrides,
		run,
	);
}

/**
 * @param text of a suite, and its name for messages
 * @param beside folder of its modules and files
 * @param run whether the code of its modules may run
 * @throws InputError when it has mistakes
 */
export async function loadText(
	text: Source,
	beside: string,
	overrides: readonly Override[] = [],
	run = true,
): Promise<LoadedSuite> {
	const source = parseSource(text);
	const { catalogue, modules } = await loadModules(
		source,
		beside,
		builtin,
		run,
	);
	const suite = await withInputFiles(
		checkSource(source, catalogue, modules, overrides),
		catalogue,
		source,
		beside,
	);
	const name = text.file.replace(/^.*[\\/]/, "").replace(/\.ya?ml$/i, "");
	return { suite, name, catalogue };
}

function readSource(path: string, asked: string): Source {
	let bytes: Uint8Array;
	try {
		bytes = readFileSync(path);
	} catch (error) {
		throw new InputError(unreadable(asked, error));
	}
	try {
		const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
		return { file: asked, text };
	} catch {
		throw new InputError(
			`${asked}:1:1: not a text file; expected YAML in UTF-8`,
		);
	}
}

function unreadable(asked: string, error: unknown): string {
	const code =
		error instanceof Error && "code" in error ? error.code : undefined;
	if (code === "EISDIR")
		return `${asked} is a folder; expected a suite file in YAML`;
	if (code !== "ENOENT") return `${asked}: ${messageOf(error)}`;
	const names = builtinSuites();
	if (names.length === 0)
		return `no suite ${JSON.stringify(asked)}: no such file, and ${noSuites()}`;
	const near = nearest(asked, names);
	return `no suite ${JSON.stringify(asked)}: neither a file nor built in; built in are ${names.join(", ")}${near === undefined ? "" : `; did you mean ${JSON.stringify(near)}?`}`;
}
