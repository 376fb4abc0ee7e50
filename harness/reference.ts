/**
 * Reference values by long runs of a chain sampler: several independent replicas. Each must pass every
 * check, above all the exact Schwinger-Dyson identities, and must agree with the others.
 *
 *   const suite = referenceSuite(target, sampler, 4, 200000);
 *   const { records } = await runSuite({ suite, ... }, store, observer);
 *   const result = combineReplicas(records);
 */
import type { BenchRecord } from "../core/record.js";
import { chiSquaredSurvival } from "../core/statistics/inference/distributions.js";
import { overRuns } from "../metrics/across/over-runs.js";
import { type AnySampler, entryOf } from "../suites/catalogue.js";
import { noMachines } from "../suites/machines.js";
import {
	defaultMeasure,
	type Json,
	type Suite,
	type Target,
} from "../suites/suite.js";

export interface ReferenceValue {
	readonly value: number;
	readonly error: number;
	/** Number of independent configurations behind the value, over all replicas. */
	readonly ess: number;
}

export interface ReferenceRun {
	/** By observable. Empty if anything is wrong. */
	readonly values: Readonly<Record<string, ReferenceValue>>;
	/** Observables without a value, with the reason. */
	readonly unresolved: Readonly<Record<string, string>>;
	/** What is wrong, one sentence each. */
	readonly problems: readonly string[];
	/** Draws over all replicas. */
	readonly draws: number;
	/** Number of checks that every replica passed. */
	readonly checks: number;
}

/** The suite that makes the values: one target, one sampler with its defaults, a seed for each replica. */
export function referenceSuite(
	target: Target,
	samplers: ReadonlyMap<string, AnySampler>,
	sampler: string,
	replicas: number,
	draws: number,
): Suite {
	const { options } = entryOf(samplers, sampler);
	return {
		title: `reference values of ${target.label}`,
		// Values that are to be replaced must not judge the new ones.
		targets: [{ ...target, references: {} }],
		samplers: [
			{
				label: sampler,
				sampler,
				options: options.parse({}) as Readonly<Record<string, Json>>,
				budget: { seconds: 600 },
				seeds: Array.from({ length: replicas }, (_, replica) => replica + 1),
				draws,
			},
		],
		observables: [],
		limits: {},
		measure: defaultMeasure,
		fields: false,
		machines: noMachines,
	};
}

/** Replicas that scatter more than their errors allow come about by chance this rarely. */
const rarest = 1e-4;

export function combineReplicas(records: readonly BenchRecord[]): ReferenceRun {
	const problems: string[] = [];
	for (const { status, reason, seed, checks = {} } of records) {
		if (status !== "completed")
			problems.push(`replica ${seed} is ${status}: ${reason ?? "no reason"}`);
		// Earlier values of the same target do not judge the new ones.
		for (const [name, { verdict }] of Object.entries(checks))
			if (verdict === "fail" && !name.startsWith("reference"))
				problems.push(`replica ${seed} fails the check ${name}`);
	}
	const rows = records.flatMap(({ estimators }) => estimators?.chain ?? []);
	const values: Record<string, ReferenceValue> = {};
	const unresolved: Record<string, string> = {};
	for (const name of Object.keys(rows[0]?.observables ?? {})) {
		const mean = overRuns(rows, name);
		if (mean === undefined) {
			const entry = rows
				.map(({ observables }) => observables[name])
				.find((found) => found?.status !== "ok");
			unresolved[name] = entry?.reason ?? "a replica has no value";
			continue;
		}
		const distance = rows.reduce((sum, { observables }) => {
			const { value = 0, error = 1 } = observables[name] ?? {};
			return sum + ((value - mean.value) / error) ** 2;
		}, 0);
		if (
			rows.length > 1 &&
			chiSquaredSurvival(distance, rows.length - 1) < rarest
		)
			problems.push(
				`${name} scatters over the replicas by more than their errors (chi² = ${distance.toFixed(1)} for ${rows.length - 1} degrees of freedom)`,
			);
		values[name] = {
			value: mean.value,
			error: mean.error,
			ess: mean.effective,
		};
	}
	const [first] = records;
	return {
		values: problems.length === 0 ? values : {},
		unresolved,
		problems,
		draws: rows.reduce((sum, { draws }) => sum + draws, 0),
		checks: Object.keys(first?.checks ?? {}).length,
	};
}
