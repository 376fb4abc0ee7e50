/** Everything that is built in, by name and label. */
import * as actions from "../../actions/registry.js";
import { observables } from "../../metrics/registry.js";
import * as samplers from "../../samplers/registry.js";
import { builtinHash, builtinSuites } from "../../suites/folder.js";
import { loadSuite } from "../../suites/load.js";
import { backends } from "../../tensor/backends/registry.js";
import type { BuiltIn, Entry } from "../files/built-in-index.js";

export async function describeBuiltIn(): Promise<BuiltIn> {
	const plain = (entries: readonly Entry[]): readonly Entry[] =>
		entries.map(({ name, label }) => ({ name, label }));
	return {
		hash: builtinHash(),
		suites: await Promise.all(builtinSuites().map(describeSuite)),
		samplers: plain(Object.values(samplers)),
		actions: plain(Object.values(actions)),
		observables: plain(observables),
		backends: plain(backends),
	};
}

async function describeSuite(name: string): Promise<Entry> {
	const { suite } = await loadSuite(name);
	const { targets, samplers: entries } = suite;
	return {
		name,
		label: `${suite.title} (${targets.map((target) => target.label).join(", ")}; ${entries.map((entry) => entry.label).join(", ")})`,
	};
}
