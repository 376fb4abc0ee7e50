/** What samplers say of themselves, as lists of numbers and words. */
import { groupBy } from "../../core/elements.js";
import type { BenchRecord } from "../../core/record.js";
import type { SamplerIdentity } from "./identity.js";
import { samplerKey } from "./identity.js";
import type { Section } from "./model.js";

export interface Fact {
	readonly name: string;
	readonly value: number | string;
	/** The number beside it whose name ends with "Error". */
	readonly error?: number;
}

/** In the order of the record; an error stands with its value and not by itself. */
export function factsOf({ facts = {} }: BenchRecord): Fact[] {
	return Object.entries(facts).flatMap(([name, value]): Fact[] => {
		const whose = name.replace(/Error$/, "");
		if (whose !== name && typeof facts[whose] === "number") return [];
		const error = facts[`${name}Error`];
		return typeof value === "number" && typeof error === "number"
			? [{ name, value, error }]
			: [{ name, value }];
	});
}

/** The records of one sampler that say something, by seed. */
export interface Told {
	readonly sampler: SamplerIdentity;
	readonly records: readonly BenchRecord[];
}

export function toldBySampler({ samplers, records }: Section): Told[] {
	const groups = groupBy(records, samplerKey);
	return samplers.flatMap((sampler) => {
		const own = (groups.get(sampler.key) ?? [])
			.filter(({ facts }) => Object.keys(facts ?? {}).length > 0)
			.sort((a, b) => a.seed - b.seed);
		return own.length === 0 ? [] : [{ sampler, records: own }];
	});
}
