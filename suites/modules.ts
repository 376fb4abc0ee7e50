/**
 * The user's own modules: `sampler: ./mine.js`, `action: ./mine.js` and `observables: [./mine.js]` in a
 * suite. A module may import from "latticebench" (library/index.ts) wherever it lies.
 */
import { register } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { firstLine, InputError, messageOf } from "../core/errors.js";
import {
	type AnyAction,
	type AnySampler,
	builtin,
	type Catalogue,
} from "./catalogue.js";
import {
	exportedAction,
	exportedObservables,
	exportedSampler,
} from "./exported.js";
import { mistakes, type ParsedSource } from "./mistakes/located.js";
import { child } from "./mistakes/schema-walk.js";
import { hashOfModule } from "./module-hash.js";
import type { ModulePaths } from "./resolve.js";
import { modulePattern } from "./schema.js";
import type { Module, SamplerSpec, Target } from "./suite.js";
import { unreadAction, unreadSampler } from "./unread.js";

/** What a suite can name by path, and which of its keys does. */
const kinds = [
	{ kind: "action", list: "targets" },
	{ kind: "sampler", list: "samplers" },
	{ kind: "observable", list: "observables" },
] as const;
type Kind = (typeof kinds)[number]["kind"];

/** A place of a suite that names a module. */
interface Mention {
	readonly kind: Kind;
	readonly name: string;
	readonly at: readonly PropertyKey[];
}

/**
 * Loads every module that a suite names; paths are relative to `folder`.
 * @param run whether their code may run; else something stands for each that takes anything
 * @throws InputError with the place in the file when a module cannot serve as what it is named for.
 */
export async function loadModules(
	source: ParsedSource,
	folder: string,
	catalogue: Catalogue,
	run = true,
): Promise<{ readonly catalogue: Catalogue; readonly modules: ModulePaths }> {
	const modules = new Map<string, Module>();
	const seen = new Set<string>();
	let known = catalogue;
	for (const { kind, name, at } of mentions(source.value)) {
		if (seen.has(`${kind} ${name}`)) continue;
		seen.add(`${kind} ${name}`);
		try {
			const path = resolve(folder, name);
			const module = { name, path, hash: hashOfModule(path) };
			known = run
				? await extend(known, kind, module)
				: unread(known, kind, name);
			modules.set(name, module);
		} catch (error) {
			throw mistakes(source.file, [
				{
					...source.place(at),
					message: `${oneLine(name)} is no ${kind}: ${explained(error)}`,
				},
			]);
		}
	}
	return { catalogue: known, modules };
}

/**
 * The registries and the modules of one cell, for the process that runs it.
 * @throws Error when a module, or a file that it imports, is not what it was when the run began.
 */
export async function catalogueOf(cell: {
	readonly target: Target;
	readonly sampler: SamplerSpec;
	readonly observables: readonly Module[];
}): Promise<Catalogue> {
	let known = builtin;
	const named = [
		["action", cell.target.module],
		["sampler", cell.sampler.module],
		...cell.observables.map((module) => ["observable", module] as const),
	] as const;
	for (const [kind, module] of named) {
		if (module === undefined) continue;
		if (hashOfModule(module.path) !== module.hash)
			throw new Error(
				`${module.path} was changed since the run began, or a file that it imports`,
			);
		known = await extend(known, kind, module);
	}
	return known;
}

/**
 * The sampler that a module exports. Undefined if the name is not that of a module.
 * @throws InputError if it is one and cannot serve
 */
export const loadSampler = (name: string): Promise<AnySampler | undefined> =>
	loadOne(name, "sampler", exportedSampler);

/** The same for an action. */
export const loadAction = (name: string): Promise<AnyAction | undefined> =>
	loadOne(name, "action", exportedAction);

async function loadOne<T>(
	name: string,
	kind: Kind,
	pick: (exports: readonly unknown[]) => T,
): Promise<T | undefined> {
	if (!modulePattern.test(name)) return undefined;
	try {
		return pick(await load(resolve(name)));
	} catch (error) {
		throw new InputError(`${oneLine(name)} is no ${kind}: ${explained(error)}`);
	}
}

function* mentions(suite: unknown): Generator<Mention> {
	for (const { kind, list } of kinds) {
		const entries = child(suite, list);
		for (const [index, entry] of Array.isArray(entries)
			? entries.entries()
			: []) {
			const short = kind !== "action" && typeof entry === "string";
			const name: unknown = short ? entry : child(entry, kind);
			if (typeof name === "string" && modulePattern.test(name))
				yield { kind, name, at: short ? [list, index] : [list, index, kind] };
		}
	}
}

/** The catalogue with what a module exports, under the name that the suite uses. */
async function extend(
	catalogue: Catalogue,
	kind: Kind,
	{ name, path }: Module,
): Promise<Catalogue> {
	const exports = await load(path);
	if (kind === "sampler") {
		const sampler = exportedSampler(exports);
		return {
			...catalogue,
			samplers: new Map([...catalogue.samplers, [name, sampler]]),
		};
	}
	if (kind === "observable") {
		const own = exportedObservables(exports, catalogue.observables);
		return {
			...catalogue,
			observables: new Set([
				...catalogue.observables,
				...own.map((observable) => observable.name),
			]),
			ownObservables: new Map([...catalogue.ownObservables, [name, own]]),
		};
	}
	const action = exportedAction(exports);
	// References and exact values of a built-in action belong to its name.
	if (catalogue.actions.has(action.name))
		throw new Error(
			`its name ${JSON.stringify(action.name)} is that of a built-in action; expected another one`,
		);
	return {
		...catalogue,
		actions: new Map([...catalogue.actions, [name, action]]),
	};
}

/** The same without its code. */
function unread(catalogue: Catalogue, kind: Kind, name: string): Catalogue {
	const { samplers, actions, ownObservables } = catalogue;
	switch (kind) {
		case "sampler":
			return {
				...catalogue,
				samplers: new Map([...samplers, [name, unreadSampler(name)]]),
			};
		case "action":
			return {
				...catalogue,
				actions: new Map([...actions, [name, unreadAction(name)]]),
			};
		case "observable":
			return {
				...catalogue,
				ownObservables: new Map([...ownObservables, [name, []]]),
			};
	}
}

let hooked = false;

async function load(path: string): Promise<readonly unknown[]> {
	if (!hooked) register(new URL("../library/hooks.js", import.meta.url));
	hooked = true;
	const exports = (await import(pathToFileURL(path).href)) as object;
	// One value may be exported under two names, such as its own and `default`.
	return [...new Set<unknown>(Object.values(exports))];
}

function oneLine(text: string): string {
	return text.replaceAll(/\s+/g, " ");
}

/** Libraries are not beside the user's module; ours serve. */
function explained(error: unknown): string {
	const message = oneLine(firstLine(messageOf(error)));
	return /^Cannot find package '(zod|@tensorflow\/.*?)'/.test(message)
		? `${message}; import { z, tf } from "latticebench" instead`
		: message;
}
