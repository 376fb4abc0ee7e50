/**
 * Layer 4, time. It compares only within one hardware fingerprint, and its unit is the session (one
 * process). Repetitions inside a process share its luck: ten of them in each of two processes turn
 * a nominal 5 % into 27 to 67 %. Interleaved pairs of sessions are compared by a paired t test.
 * Three or more sessions on each side are compared by Welch's test. A stored history of five or
 * more sessions is compared by Student's prediction interval, and the effect must exceed 10 %.
 * Anything less is reported, not judged.
 */

import { secondsPerDraw } from "../../core/drawing-time.js";
import { element, groupBy } from "../../core/elements.js";
import type { BenchRecord } from "../../core/record.js";
import {
	corrected,
	holm,
} from "../../core/statistics/inference/multiplicity.js";
import {
	pAtLeast,
	predict,
} from "../../core/statistics/inference/prediction-interval.js";
import { shownP } from "../../core/statistics/inference/shown-p.js";
import {
	type Arm,
	armOf,
	type Difference,
	pAbove,
	ratioOf,
	welch,
} from "../../core/statistics/inference/welch.js";
import { mean } from "../../core/statistics/moments.js";
import type { LayerResult } from "./correctness.js";
import type { Finding, Levels } from "./finding.js";
import { historyEffect, metrics } from "./metrics.js";
import type { CellPair } from "./pairs.js";

const fewestSessions = 3;
const fewestHistory = 5;

interface Judged {
	readonly pair: CellPair;
	readonly p: number;
	readonly difference: Difference;
	readonly enough: boolean;
	readonly how: string;
}

/** @param paired sessions alternate base, new, new, base, ..., in the order of their start */
export function timeLayer(
	pairs: readonly CellPair[],
	levels: Levels,
	paired = false,
): LayerResult {
	const findings: Finding[] = [];
	const judged: Judged[] = [];
	for (const pair of pairs) {
		const result = judge(pair, paired);
		if (typeof result !== "string") judged.push(result);
		else {
			findings.push({
				layer: "time",
				cell: pair.name,
				metric: "drawTime",
				verdict: "note",
				reason: result,
			});
		}
	}
	const adjusted = holm(judged.map(({ p }) => p));
	for (const [
		index,
		{ pair, p, difference, enough, how },
	] of judged.entries()) {
		const ratio = ratioOf(difference, 0.9);
		const share = element(adjusted, index);
		const worse = share <= levels.time && enough;
		const better =
			ratio.high < 1 / (1 + metrics.drawTime.relevant) ? "improved" : "same";
		findings.push({
			layer: "time",
			cell: pair.name,
			metric: "drawTime",
			ratio,
			p,
			change: difference.p,
			adjusted: share,
			verdict: worse ? "regressed" : better,
			reason: `time per configuration changed by ${(100 * (ratio.value - 1)).toFixed(1)} % (${how}); ${worse ? `${shownP(share)} ${corrected(judged.length)}` : `no slowdown at ${levels.time}`}`,
		});
	}
	return { findings, tests: judged.length };
}

/** A sentence in place of a judgement says what is missing. */
function judge(pair: CellPair, paired: boolean): Judged | string {
	const before = sessions(pair.base);
	const after = sessions(pair.new);
	const shared = [...after.keys()].filter((machine) => before.has(machine));
	if (before.size === 0 || after.size === 0) return "no timings";
	// The machine with the most sessions of the new version decides.
	const [machine] = shared.sort(
		(a, b) => (after.get(b)?.length ?? 0) - (after.get(a)?.length ?? 0),
	);
	if (machine === undefined) {
		return `times are not compared: ${[...after.keys()].join("; ")} is another machine than ${[...before.keys()].join("; ")}`;
	}
	const old = before.get(machine) ?? [];
	const now = after.get(machine) ?? [];
	const margin = Math.log1p(metrics.drawTime.relevant);
	if (paired && old.length === now.length && now.length >= fewestSessions) {
		const ratios = now.map((value, k) => value - element(old, k));
		const difference = welch(point(0), armOf(ratios));
		return {
			pair,
			difference,
			p: pAbove(difference, margin),
			enough: true,
			how: `${ratios.length} interleaved pairs of sessions`,
		};
	}
	if (old.length >= fewestSessions && now.length >= fewestSessions) {
		const difference = welch(armOf(old), armOf(now));
		return {
			pair,
			difference,
			p: pAbove(difference, margin),
			enough: true,
			how: `${old.length} against ${now.length} sessions`,
		};
	}
	if (old.length >= fewestHistory) {
		const prediction = predict(old, now.length);
		const fresh = mean(now);
		const effect = fresh - prediction.mean;
		return {
			pair,
			difference: {
				value: effect,
				error: prediction.error,
				degreesOfFreedom: prediction.degreesOfFreedom,
				t: effect / prediction.error,
				p: pAtLeast(prediction, fresh),
			},
			p: pAtLeast(prediction, fresh),
			enough: effect > Math.log1p(historyEffect),
			how: `${now.length} against a history of ${old.length} sessions`,
		};
	}
	const change = mean(now) - mean(old);
	return `time per configuration changed by ${(100 * Math.expm1(change)).toFixed(1)} %, not judged: ${old.length === 1 ? "one session" : `${old.length} sessions`} before and ${now.length} after; it takes ${fewestSessions} on both sides or a history of ${fewestHistory} (--confirm makes them)`;
}

function point(value: number): Arm {
	return {
		mean: value,
		variance: 0,
		degreesOfFreedom: Number.POSITIVE_INFINITY,
	};
}

/**
 * Maps each fingerprint to ln(seconds per configuration) of its sessions, mean over their seeds, in
 * order of start.
 */
function sessions(records: readonly BenchRecord[]): Map<string, number[]> {
	const ordered = [...records].sort((a, b) =>
		(a.environment?.startedAt ?? "") < (b.environment?.startedAt ?? "")
			? -1
			: 1,
	);
	const timed = ordered.flatMap((record) => {
		const { environment } = record;
		const seconds = secondsPerDraw(record);
		if (environment === undefined || seconds === undefined) return [];
		return { environment, log: Math.log(seconds) };
	});
	const machines = groupBy(timed, ({ environment }) =>
		fingerprint(environment),
	);
	return new Map(
		[...machines].map(([machine, own]) => [
			machine,
			[...groupBy(own, ({ environment }) => environment.session).values()].map(
				(session) => mean(session.map(({ log }) => log)),
			),
		]),
	);
}

/** Times are comparable only if all of this agrees. */
export function fingerprint(
	environment: NonNullable<BenchRecord["environment"]>,
): string {
	const { cpu, cores, threads, backend, device, versions } = environment;
	const major = versions.node?.split(".")[0] ?? "?";
	const name =
		device.kind === "cpu" ? "" : `, ${device.count} x ${device.name}`;
	return `${cpu} (${threads} of ${cores} cores), Node ${major}, ${backend}${name}`;
}
