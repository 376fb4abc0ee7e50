/** Data of the first seed of each sampler. */
import type { BenchRecord } from "../../../core/record.js";
import { type SamplerIdentity, samplerKey } from "../../model/identity.js";
import type { Section } from "../../model/model.js";

export interface First<T> {
	readonly sampler: SamplerIdentity;
	readonly record: BenchRecord;
	readonly data: T;
}

/** One entry for each sampler with data, of its first record that has any. */
export function firsts<T>(
	{ samplers, records }: Section,
	pick: (record: BenchRecord) => T | undefined,
): First<T>[] {
	return samplers.flatMap((sampler): First<T>[] => {
		for (const record of records) {
			if (samplerKey(record) !== sampler.key) continue;
			const data = pick(record);
			if (data !== undefined) return [{ sampler, record, data }];
		}
		return [];
	});
}
