/** Samplers from the user's own modules: `sampler: ./mine.js` in a suite. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { messageOf } from "../core/errors.js";
import type { AnySampler, Catalogue } from "./catalogue.js";
import { child } from "./mistakes/schema-walk.js";
import { mistakes, type ParsedSource } from "./read.js";
import type { ModulePaths } from "./resolve.js";
import { modulePattern } from "./schema.js";
import type { SamplerModule } from "./suite.js";

/**
 * Loads every module that a suite names; paths are relative to `folder`.
 * @throws InputError with the place in the file when a module cannot serve as a sampler.
 */
export async function loadModules(
	source: ParsedSource,
	folder: string,
	catalogue: Catalogue,
): Promise<{ readonly catalogue: Catalogue; readonly modules: ModulePaths }> {
	const samplers = new Map(catalogue.samplers);
	const modules = new Map<string, SamplerModule>();
	const entries = child(source.value, "samplers");
	for (const [index, entry] of Array.isArray(entries)
		? entries.entries()
		: []) {
		const name: unknown =
			typeof entry === "string" ? entry : child(entry, "sampler");
		if (typeof name !== "string" || !modulePattern.test(name)) continue;
		if (modules.has(name)) continue;
		try {
			const path = resolve(folder, name);
			const hash = hashOf(path);
			samplers.set(name, await loadSampler(path));
			modules.set(name, { name, path, hash });
		} catch (error) {
			const place = source.place(["samplers", index, "sampler"]);
			throw mistakes(source.file, [
				{ ...place, message: `${name} is no sampler: ${messageOf(error)}` },
			]);
		}
	}
	return { catalogue: { ...catalogue, samplers }, modules };
}

function hashOf(path: string): string {
	return createHash("sha256").update(readFileSync(path)).digest("hex");
}

/**
 * The sampler definition that a module exports, under whatever name.
 * @throws Error with a sentence when there is none, or several, or it is incomplete.
 */
export async function loadSampler(path: string): Promise<AnySampler> {
	const exports = (await import(pathToFileURL(path).href)) as Readonly<
		Record<string, unknown>
	>;
	const candidates = Object.values(exports).filter(
		(value) => typeof child(value, "create") === "function",
	);
	if (candidates.length !== 1)
		throw new Error(
			`expected one exported sampler definition, with name, label, reference, options and create; found ${candidates.length}`,
		);
	const [definition] = candidates;
	for (const key of ["name", "label", "reference"]) {
		const text = child(definition, key);
		if (typeof text !== "string" || text === "")
			throw new Error(`expected ${key} to be a text`);
	}
	const options = child(definition, "options");
	if (typeof options !== "object" || options === null || !("_zod" in options))
		throw new Error("expected options to be a schema of zod 4");
	const sampler = definition as AnySampler;
	if (!sampler.options.safeParse({}).success)
		throw new Error("expected a default for every option");
	return sampler;
}
