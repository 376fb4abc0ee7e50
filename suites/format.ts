/** A resolved suite as the YAML that asks the same question again. */
import { stringify } from "yaml";
import { stableJson } from "../core/identity.js";
import { noMachines } from "./machines.js";
import { everyDraw, type SamplerSpec, type Suite } from "./suite.js";

export function formatSuite(suite: Suite): string {
	return stringify({
		title: suite.title,
		targets: suite.targets.map((target) => ({
			label: target.label,
			action: target.module?.path ?? target.action,
			shape: target.shape,
			...(target.convention === undefined
				? { parameters: target.parameters }
				: {
						convention: target.convention.name,
						parameters: target.convention.parameters,
					}),
			...(Object.keys(target.references).length === 0
				? {}
				: { references: target.references }),
		})),
		samplers: suite.samplers.map((entry) => ({
			label: entry.label,
			sampler: entry.module?.path ?? entry.sampler,
			...optionsOf(entry),
			budget: entry.budget,
			seeds: entry.seeds,
			...(entry.point === undefined ? {} : { point: entry.point }),
			...(entry.draws === everyDraw ? {} : { draws: entry.draws }),
		})),
		...(suite.observables.length === 0
			? {}
			: { observables: suite.observables.map(({ path }) => path) }),
		limits: suite.limits,
		measure: suite.measure,
		fields: suite.fields,
		...(stableJson(suite.machines) === stableJson(noMachines)
			? {}
			: { machines: suite.machines }),
		report: suite.question === undefined ? {} : { question: suite.question },
	});
}

/** Options of a sampler with an input stand beside its name; the text may be read from anywhere. */
function optionsOf({ options, folder }: SamplerSpec): Record<string, unknown> {
	return folder === undefined ? { options } : { folder, ...options };
}
