/**
 * What only several cells of one target can say, from their records alone: whether the samplers agree
 * with each other, from how many effective configurations on one is cheaper than another, and how far
 * its training seeds scatter.
 */
import type { Random } from "../core/random.js";
import type { BenchRecord, Check, EstimatorName } from "../core/record.js";
import { agreementBetween, type Opinion } from "./agreement-between.js";
import { type BreakEven, breakEven, type SeedCost } from "./break-even.js";
import { preparationSeconds } from "./efficiency.js";
import { type SeedSpread, seedSpread } from "./seed-spread.js";

export interface TargetSummary {
	readonly action: BenchRecord["action"];
	/** Pairs of samplers; a flow speaks through its weights, since its Metropolis chain holds the same draws. */
	readonly agreement: Record<string, Check>;
	/** n* of the first against the second, by "<sampler> (<estimator>) < <sampler> (<estimator>)". */
	readonly breakEven: Record<string, BreakEven>;
	/** ESS per device-second over seeds, by "<sampler> (<estimator>)". */
	readonly seeds: Record<string, SeedSpread>;
}

/** One summary for each target that has completed records, in order of appearance. */
export function acrossCells(
	records: readonly BenchRecord[],
	random: Random,
): TargetSummary[] {
	const targets = groupBy(
		records.filter((record) => record.status === "completed"),
		({ action: { name, shape, parameters } }) =>
			JSON.stringify([name, shape, Object.entries(parameters).sort()]),
	);
	return [...targets.values()].map((group) => ({
		action: group[0].action,
		agreement: agreementBetween(opinionsOf(group)),
		...pricesOf(group, random),
	}));
}

function opinionsOf(records: readonly BenchRecord[]): Opinion[] {
	const samplers = groupBy(records, (record) => record.sampler.label);
	return [...samplers].flatMap(([label, runs]) => {
		const name: EstimatorName = runs.some((run) => run.estimators?.reweighted)
			? "reweighted"
			: "chain";
		const results = runs.flatMap((run) => run.estimators?.[name] ?? []);
		return results.length === 0
			? []
			: [{ label: `${label} (${name})`, results }];
	});
}

function pricesOf(
	records: readonly BenchRecord[],
	random: Random,
): Pick<TargetSummary, "breakEven" | "seeds"> {
	const rows = new Map<string, SeedCost[]>();
	for (const record of records) {
		for (const [name, price] of Object.entries(record.efficiency ?? {})) {
			const rate = price?.essPerDeviceSecond;
			if (rate === undefined || rate.high === undefined) continue;
			const label = `${record.sampler.label} (${name})`;
			const row = rows.get(label) ?? [];
			rows.set(label, row);
			row.push({
				preparation: preparationSeconds(record.cost ?? {}),
				perEffective: 1 / rate.value,
				logError: Math.log(rate.high / rate.value),
			});
		}
	}
	const points: Record<string, BreakEven> = {};
	for (const [label, seeds] of rows) {
		for (const [baseline, others] of rows) {
			if (label === baseline) continue;
			const name = `${label} < ${baseline}`;
			points[name] = breakEven(seeds, others, random.fork(name));
		}
	}
	return {
		breakEven: points,
		seeds: Object.fromEntries(
			[...rows].map(([label, seeds]) => [
				label,
				seedSpread(seeds.map((seed) => 1 / seed.perEffective)),
			]),
		),
	};
}

function groupBy<T>(
	items: readonly T[],
	key: (item: T) => string,
): Map<string, T[]> {
	const groups = new Map<string, T[]>();
	for (const item of items) {
		const group = groups.get(key(item));
		if (group === undefined) groups.set(key(item), [item]);
		else group.push(item);
	}
	return groups;
}
