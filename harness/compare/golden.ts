/**
 * Layer 1, golden bits. The same question with the same seed on the same backend gives the same
 * digits as long as the algorithm is unchanged. Equal digits settle every other layer except time,
 * with no chance of error. Different digits mean that something changed, on purpose or not.
 *
 * A preparation that the clock ended does not repeat. Then the work counts differ, and nothing
 * follows.
 */
import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import type { BenchRecord } from "../../core/record.js";
import type { Finding } from "./finding.js";
import type { CellPair } from "./pairs.js";

/**
 * Number of digits to keep: enough that any other random number shows, and few enough to allow
 * another order of summation.
 */
const digits = 9;

export interface Golden {
	readonly findings: readonly Finding[];
	/** Cells of which all records have an identical partner. */
	readonly identical: ReadonlySet<string>;
}

/** @param strict whether changed digits are a regression instead of a note */
export function goldenLayer(
	pairs: readonly CellPair[],
	strict: boolean,
): Golden {
	const findings: Finding[] = [];
	const identical = new Set<string>();
	for (const pair of pairs) {
		const twins = pair.new.flatMap((fresh) => {
			const twin = pair.base.find((old) => comparable(old, fresh));
			return twin === undefined ? [] : [{ old: twin, fresh }];
		});
		if (twins.length === 0) continue;
		const common = {
			layer: "golden",
			cell: pair.name,
			metric: "digest",
		} as const;
		const changed = twins.filter(
			({ old, fresh }) => digest(old) !== digest(fresh),
		);
		if (changed.length === 0) {
			if (twins.length === pair.new.length) identical.add(pair.name);
			findings.push({
				...common,
				verdict: "same",
				reason: `${twins.length} of ${pair.new.length} ${pair.new.length === 1 ? "record repeats" : "records repeat"} those of the base digit for digit`,
			});
			continue;
		}
		const seeds = changed.map(({ fresh }) => fresh.seed).join(", ");
		findings.push({
			...common,
			verdict: strict ? "regressed" : "note",
			reason: `other digits from the same seed (${seeds}): the algorithm or its arithmetic changed${strict ? "; if on purpose, save a new baseline with the change" : ""}`,
		});
	}
	return { findings, identical };
}

/** Same question, same seed, same arithmetic, and a preparation of the same length. */
function comparable(old: BenchRecord, fresh: BenchRecord): boolean {
	const a = old.environment;
	const b = fresh.environment;
	return (
		old.key === fresh.key &&
		a !== undefined &&
		b !== undefined &&
		a.backend === b.backend &&
		a.device.kind === b.device.kind &&
		a.device.name === b.device.name &&
		a.threads === b.threads &&
		preparationWork(old) === preparationWork(fresh)
	);
}

function preparationWork({ cost }: BenchRecord): string {
	return (["compile", "tune", "train", "thermalise"] as const)
		.map((phase) => {
			const work = cost?.[phase];
			return `${work?.actionEvaluations ?? 0}/${work?.gradientEvaluations ?? 0}`;
		})
		.join(" ");
}

/** Hash of everything that a seed determines: estimates, and the work of drawing. */
function digest(record: BenchRecord): string {
	const { estimators, cost, draws } = record;
	const work = cost?.draw;
	const text = canonicalize({
		draws,
		estimators: rounded(ofTheCell(estimators)),
		work: [work?.actionEvaluations ?? 0, work?.gradientEvaluations ?? 0],
	});
	return createHash("sha256")
		.update(text ?? "")
		.digest("hex");
}

/** Removes what depends on draws that another cell of the run happened to leave. */
function ofTheCell(estimators: BenchRecord["estimators"]): unknown {
	return Object.fromEntries(
		Object.entries(estimators ?? {}).map(([name, estimator]) => {
			const { forwardEss, forwardEssError, ...own } = estimator;
			return [name, own];
		}),
	);
}

function rounded(value: unknown): unknown {
	if (typeof value === "number") return Number(value.toPrecision(digits));
	if (Array.isArray(value)) return value.map(rounded);
	if (typeof value === "object" && value !== null) {
		return Object.fromEntries(
			Object.entries(value).map(([name, entry]) => [name, rounded(entry)]),
		);
	}
	return value;
}
