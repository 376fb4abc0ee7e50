/** Finds the records that answer the same question on both sides, and those without a partner. */

import canonicalize from "canonicalize";
import { element, groupBy } from "../../core/elements.js";
import type { BenchRecord } from "../../core/record.js";
import type { Finding } from "./finding.js";

/** All completed seeds of one target x sampler. */
export interface CellPair {
	/** "<target> × <sampler>". */
	readonly name: string;
	readonly target: string;
	readonly sampler: string;
	readonly base: readonly BenchRecord[];
	readonly new: readonly BenchRecord[];
	readonly trained: boolean;
}

export interface Pairing {
	readonly pairs: readonly CellPair[];
	readonly findings: readonly Finding[];
}

export function cellName(record: BenchRecord): string {
	return `${record.action.label} × ${record.sampler.label}`;
}

/** Cells by label. A cell without partner, with another question or with a failure becomes a finding. */
export function pairCells(
	base: readonly BenchRecord[],
	fresh: readonly BenchRecord[],
): Pairing {
	const before = groupBy(base, cellName);
	const after = groupBy(fresh, cellName);
	const pairs: CellPair[] = [];
	const findings: Finding[] = [];
	const note = (
		cell: string,
		verdict: Finding["verdict"],
		reason: string,
	): void => {
		findings.push({
			layer: "records",
			cell,
			metric: "status",
			verdict,
			reason,
		});
	};
	for (const [cell, old] of before) {
		const now = after.get(cell);
		if (now === undefined) {
			note(cell, "inconclusive", "the new run has no record of this cell");
			continue;
		}
		const oldDone = old.filter(isCompleted);
		const nowDone = now.filter(isCompleted);
		const lost = now.filter((record) => !isCompleted(record));
		for (const status of new Set(lost.map((record) => record.status))) {
			const cases = lost.filter((record) => record.status === status);
			const { reason, seed } = element(cases, 0);
			const why = `${cases.length} of ${now.length} ${now.length === 1 ? "record" : "records"} ended as '${status}' (seed ${seed}${reason === undefined ? "" : `: ${reason}`})`;
			if (oldDone.length === 0) note(cell, "note", `${why}, as in the base`);
			else if (status === "failed" || status === "skipped")
				note(cell, "regressed", `${why}; the base completed`);
			else note(cell, "inconclusive", `${why}; the base completed`);
		}
		if (oldDone.length === 0) {
			if (nowDone.length > 0) {
				note(cell, "improved", "completed, which it did not in the base");
			}
			continue;
		}
		if (nowDone.length === 0) continue;
		const question = differences(element(oldDone, 0), element(nowDone, 0));
		if (question.target !== undefined) {
			note(
				cell,
				"inconclusive",
				`another target (${question.target}): nothing was compared`,
			);
			continue;
		}
		if (question.sampler !== undefined) {
			note(cell, "note", `the sampler's settings changed: ${question.sampler}`);
		}
		pairs.push({
			name: cell,
			target: element(oldDone, 0).action.label,
			sampler: element(oldDone, 0).sampler.label,
			base: oldDone,
			new: nowDone,
			trained: [...oldDone, ...nowDone].some(wasTrained),
		});
	}
	for (const cell of after.keys()) {
		if (!before.has(cell)) note(cell, "note", "new: the base has no such cell");
	}
	return { pairs, findings };
}

function isCompleted(record: BenchRecord): boolean {
	return record.status === "completed" && record.estimators !== undefined;
}

/** Samplers that learn differ more between trainings than any replicas of one run show. */
function wasTrained({ cost }: BenchRecord): boolean {
	const training = cost?.train;
	return training !== undefined && training.seconds > 0;
}

function differences(
	base: BenchRecord,
	fresh: BenchRecord,
): { target?: string; sampler?: string } {
	const target = changes(
		{
			action: base.action.name,
			shape: base.action.shape,
			...base.action.parameters,
		},
		{
			action: fresh.action.name,
			shape: fresh.action.shape,
			...fresh.action.parameters,
		},
	);
	const sampler = changes(settingsOf(base), settingsOf(fresh));
	return {
		...(target === "" ? {} : { target }),
		...(sampler === "" ? {} : { sampler }),
	};
}

function settingsOf({ action, sampler, draws, observables }: BenchRecord) {
	return {
		sampler: sampler.name,
		...sampler.options,
		draws,
		// Changed code is what the comparison is about, so it is only mentioned.
		"code of the sampler": short(sampler.module?.sha256),
		"files of the sampler": sampler.files?.map(({ sha256 }) => short(sha256)),
		"code of the action": short(action.module?.sha256),
		"code of observables": observables?.map(({ sha256 }) => short(sha256)),
	};
}

/** As many digits of a hash as people compare. */
function short(hash: string | undefined): string | undefined {
	return hash?.slice(0, 12);
}

function changes(
	before: Readonly<Record<string, unknown>>,
	after: Readonly<Record<string, unknown>>,
): string {
	const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
	return names
		.map((name) => ({
			name,
			from: canonicalize(before[name] ?? null) ?? "null",
			to: canonicalize(after[name] ?? null) ?? "null",
		}))
		.filter(({ from, to }) => from !== to)
		.map(({ name, from, to }) => `${name} ${from} -> ${to}`)
		.join(", ");
}
