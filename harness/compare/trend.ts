/**
 * Layer 5, trend: where a history of runs changed, by E-divisive with a permutation test of the
 * maximum statistic. This is a comment for people. A series that was searched for its best split
 * decides nothing.
 */

import { secondsPerDraw } from "../../core/drawing-time.js";
import { element, groupBy } from "../../core/elements.js";
import { createRandom } from "../../core/random.js";
import type { BenchRecord } from "../../core/record.js";
import { changePoints } from "../../core/statistics/change-points/e-divisive.js";
import { mean } from "../../core/statistics/moments.js";
import type { Finding } from "./finding.js";
import type { Runs } from "./load-runs.js";
import { cellName } from "./pairs.js";
import { fingerprint } from "./time.js";

const permutations = 999;
const level = 1e-3;
/** Shorter histories cannot reach the level. */
const fewestRuns = 8;

interface Series {
	readonly cell: string;
	readonly metric: "tauInt" | "drawTime";
	readonly label: string;
	readonly values: number[];
	readonly names: string[];
}

/** @param history earlier runs, oldest first */
export function trendLayer(history: readonly Runs[], fresh: Runs): Finding[] {
	if (history.length === 0) return [];
	const series = new Map<string, Series>();
	for (const run of [...history, fresh]) collect(run, series);
	const findings: Finding[] = [];
	for (const { cell, metric, label, values, names } of series.values()) {
		if (values.length < fewestRuns) continue;
		const random = createRandom("trend").fork(`${cell}/${label}`);
		for (const point of changePoints(values, {
			level,
			permutations,
			random,
		})) {
			const before = mean(values.slice(0, point.index));
			const after = mean(values.slice(point.index));
			findings.push({
				layer: "trend",
				cell,
				metric,
				verdict: "note",
				p: point.p,
				reason: `${label} changed by ${(100 * Math.expm1(after - before)).toFixed(0)} % at ${names[point.index]} (run ${point.index + 1} of ${values.length}, p = ${point.p.toPrecision(2)})`,
			});
		}
	}
	return findings;
}

/** The means of one run, each behind those of earlier runs. */
function collect({ name, records }: Runs, series: Map<string, Series>): void {
	const found = records
		.filter(({ status }) => status === "completed")
		.flatMap((record) =>
			Array.from(quantities(record), (quantity) => ({
				...quantity,
				cell: cellName(record),
			})),
		);
	const groups = groupBy(found, ({ cell, label }) =>
		JSON.stringify([cell, label]),
	);
	for (const [key, own] of groups) {
		const { cell, metric, label } = element(own, 0);
		const entry = series.get(key) ?? {
			...{ cell, metric, label },
			...{ values: [], names: [] },
		};
		series.set(key, entry);
		entry.values.push(mean(own.map(({ value }) => value)));
		entry.names.push(name);
	}
}

function* quantities(
	record: BenchRecord,
): Generator<Pick<Series, "metric" | "label"> & { value: number }> {
	for (const [name, result] of Object.entries(record.estimators ?? {})) {
		const { slowest, draws } = result;
		const ess =
			slowest === undefined ? undefined : result.observables[slowest]?.ess;
		if (ess === undefined || !(ess > 0)) continue;
		yield {
			metric: "tauInt",
			label: `N / (2 ESS) of the slowest observable (${name})`,
			value: Math.log(draws / (2 * ess)),
		};
	}
	const seconds = secondsPerDraw(record);
	if (seconds !== undefined && record.environment) {
		yield {
			metric: "drawTime",
			label: `time per configuration on ${fingerprint(record.environment)}`,
			value: Math.log(seconds),
		};
	}
}
