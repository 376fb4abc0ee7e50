/** Rows: the joint result of all seeds of one sampler with one estimator. */
import { defined } from "../../core/elements.js";
import type { BenchRecord, EstimatorName } from "../../core/record.js";
import { estimatorNames } from "../../core/record.js";
import { sum } from "../../core/statistics/moments.js";
import { plural } from "../text/format.js";
import { rowAccuracy } from "./accuracy.js";
import {
	average,
	combine,
	combineEstimates,
	medianOf,
	toInterval,
} from "./combine.js";
import { gradientsOf } from "./gradients.js";
import { type SamplerIdentity, samplerKey } from "./identity.js";
import type { Row, RowState, SeedResult } from "./model.js";
import { sizeOf } from "./size.js";
import { symbolsOf, withSymbols } from "./symbols.js";
import { rowTraining } from "./training.js";
import { isUntimed } from "./untimed.js";

/** One row for each estimator that some record has. Rows have no rank yet and are not yet judged against others. */
export function rowsOf(
	sampler: SamplerIdentity,
	group: readonly BenchRecord[],
): Row[] {
	const own = group.filter((record) => samplerKey(record) === sampler.key);
	const done = own.filter((record) => record.status === "completed");
	const names = estimatorNames.filter((name) =>
		done.some((record) => record.estimators?.[name] !== undefined),
	);
	return names.map((estimator) =>
		rowOf(
			sampler,
			estimator,
			done.filter((record) => record.estimators?.[estimator] !== undefined),
			estimator !== "chain" || names.length > 1,
		),
	);
}

function rowOf(
	sampler: SamplerIdentity,
	estimator: EstimatorName,
	records: readonly BenchRecord[],
	named: boolean,
): Row {
	const seeds = records.map((record): SeedResult => {
		const rate = record.efficiency?.[estimator]?.essPerDeviceSecond;
		const usable = rate !== undefined && rate.value > 0;
		return { seed: record.seed, record, ...(usable ? { rate } : {}) };
	});
	const results = records.flatMap((r) => r.estimators?.[estimator] ?? []);
	const checks = records.flatMap((record) =>
		Object.entries(record.checks ?? {})
			.filter(([, check]) => (check.estimator ?? estimator) === estimator)
			.map(([name, check]) => ({ name, seed: record.seed, check })),
	);
	const broken = checks.filter(({ check }) => check.verdict === "fail");
	const missing = seeds.filter((seed) => seed.rate === undefined);
	const log = combine(seeds.flatMap((seed) => seed.rate ?? []));
	const resolved = results.every(({ slowest }) => slowest !== undefined);
	const state: RowState =
		broken.length > 0
			? "failed"
			: isUntimed(records) && resolved
				? "untimed"
				: missing.length > 0 || log === undefined
					? "unresolved"
					: "ranked";
	const slowest = mostFrequent(results.flatMap((r) => r.slowest ?? []));
	const shares = results.flatMap((result) => {
		const ess = result.observables[result.slowest ?? ""]?.ess;
		return ess === undefined || result.draws === 0 ? [] : ess / result.draws;
	});
	const kish = results.flatMap((r) =>
		r.kishEss === undefined || r.draws === 0 ? [] : r.kishEss / r.draws,
	);
	const tails = results.flatMap((r) => r.paretoK ?? []);
	const tau = combineEstimates(
		results.flatMap((result) => {
			const o = result.observables[result.slowest ?? ""];
			return o?.tauInt === undefined
				? []
				: { value: o.tauInt, error: o.tauIntError ?? 0 };
		}),
	);
	const prepared = records.flatMap((r) => (r.cost ? preparationOf(r) : []));
	return {
		sampler,
		estimator,
		label: named ? `${sampler.label} · ${estimator}` : sampler.label,
		seeds,
		state,
		tiedAbove: false,
		checks,
		remarks: [...new Set(records.flatMap((r) => r.remarks ?? []))],
		...defined({
			reason: reasonFor(state, broken, missing, records, estimator),
			training: rowTraining({ seeds }),
			accuracy: rowAccuracy({ seeds, estimator }),
			log: state === "unresolved" ? undefined : log,
			rate: state === "unresolved" || !log ? undefined : toInterval(log),
			slowest,
			tauInt: tau,
			essShare: average(shares),
			acceptance: average(results.flatMap((r) => r.acceptance ?? [])),
			kishShare: average(kish),
			paretoK: tails.length > 0 ? Math.max(...tails) : undefined,
			preparation: medianOf(prepared),
			size: sizeOf(records),
			gradients: gradientsOf(records, estimator),
		}),
	};
}

/** Device-seconds before the first draw. */
function preparationOf(record: BenchRecord): number {
	const cost = record.cost ?? {};
	return sum(
		(["compile", "tune", "train", "thermalise"] as const).map(
			(phase) => cost[phase]?.deviceSeconds ?? 0,
		),
	);
}

function reasonFor(
	state: RowState,
	broken: Row["checks"],
	missing: readonly SeedResult[],
	records: readonly BenchRecord[],
	estimator: EstimatorName,
): string | undefined {
	if (state === "ranked" || state === "untimed") return undefined;
	if (state === "failed") {
		const names = [...new Set(broken.map(({ check }) => check.claim))];
		const more =
			names.length > 1
				? `, and ${plural(names.length - 1, "other check")}`
				: "";
		const frozen = records
			.flatMap((record) => Object.values(record.checks ?? {}))
			.find(({ kind, reason }) => kind === "changes" && reason !== undefined);
		// It explains the others.
		const why = frozen === undefined ? "" : `; ${frozen.reason}`;
		return `failed: ${names[0]}${more}${why}`;
	}
	const given = records
		.filter((record) => missing.some((seed) => seed.record === record))
		.flatMap((record) =>
			Object.values(record.estimators?.[estimator]?.observables ?? {}),
		)
		.find((o) => o.status === "unresolved" && o.reason !== undefined)?.reason;
	const which =
		missing.length === records.length
			? "no seed"
			: `only ${records.length - missing.length} of ${records.length} seeds`;
	const why =
		given === undefined ? "" : `; ${withSymbols(symbolsOf(records), given)}`;
	return `${which} gave an efficiency${why}`;
}

function mostFrequent(words: readonly string[]): string | undefined {
	const counts = new Map<string, number>();
	for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
	return [...counts.entries()].sort((a, b) => b[1] - a[1])[0]?.[0];
}
