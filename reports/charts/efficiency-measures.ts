/** What the ESS of the slowest observable may be divided by: time, evaluations of the action, draws. */
import type { Interval } from "../../core/record.js";
import { combine, toInterval } from "../model/combine.js";
import type { Row, Section } from "../model/model.js";

type Seed = Row["seeds"][number];

export interface Measure {
	/** Used in addresses. */
	readonly name: string;
	/** "device-second": what stands after "per". */
	readonly unit: string;
	ofSeed(row: Row, seed: Seed): Interval | undefined;
	/** All seeds together, with a 68 % interval. */
	ofRow(row: Row): Interval | undefined;
}

/** The first one is that of the ranking. */
export function measuresOf({ machine }: Section): readonly Measure[] {
	return [
		{
			name: "seconds",
			unit: machine.unit,
			ofSeed: (_, { rate }) => rate,
			ofRow: ({ rate }) => rate,
		},
		combined(
			"evaluations",
			"evaluation of the gradient or action",
			perEvaluation,
		),
		combined("draws", "draw", perDraw),
	];
}

function combined(
	name: string,
	unit: string,
	ofSeed: Measure["ofSeed"],
): Measure {
	return {
		name,
		unit,
		ofSeed,
		ofRow: (row) => {
			if (row.state === "unresolved") return undefined;
			const seeds = row.seeds.map((seed) => ofSeed(row, seed));
			const known = seeds.filter((interval) => interval !== undefined);
			const log = combine(known);
			return known.length < seeds.length || log === undefined
				? undefined
				: toInterval(log);
		},
	};
}

function perEvaluation({ estimator }: Row, { record }: Seed) {
	return record.efficiency?.[estimator]?.essPerEvaluation;
}

function perDraw({ estimator }: Row, { record }: Seed): Interval | undefined {
	const result = record.estimators?.[estimator];
	const { ess, essError = 0 } = result?.observables[result.slowest ?? ""] ?? {};
	if (result === undefined || ess === undefined || !(ess > 0)) return undefined;
	const factor = Math.exp(essError / ess);
	const value = ess / result.draws;
	return { value, low: value / factor, high: value * factor };
}
