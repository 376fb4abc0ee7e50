/** What a report says about a training each time it shows numbers of the trained flow. */
import { element, groupBy } from "../../core/elements.js";
import type { BenchRecord } from "../../core/record.js";
import { trainingOutcomes } from "../../core/training.js";
import {
	enumerate,
	formatDuration,
	formatPercent,
	plural,
} from "../text/format.js";
import type { Piece } from "../text/sentence.js";
import type { Row, Section } from "./model.js";

/** A training whose second half brought this part of its effective sample size was far from a plateau. */
const farFromPlateau = 0.1;

/** How a training ended, in words that follow "training". Undefined if the record has no training. */
export function trainingEnd(record: BenchRecord): string | undefined {
	const { training, trainingSteps, bestStep, divergences, lateGain } =
		record.facts ?? {};
	const steps = plural(Number(trainingSteps ?? 0), "step");
	const times = plural(Number(divergences), "time");
	switch (training) {
		case trainingOutcomes.settled:
			return `settled within ${steps}`;
		case trainingOutcomes.reached:
			return `reached its goal within ${steps}`;
		case trainingOutcomes.diverged:
			return `diverged (${times} in ${steps}); the best state before that, of step ${bestStep}, is drawn from`;
		case trainingOutcomes.failed:
			return Number(divergences) > 0
				? `diverged (${times} in ${steps}) and left nothing to draw from`
				: `ended with an error after ${steps}`;
		case trainingOutcomes.short:
			return `took ${steps} only`;
		case trainingOutcomes.stopped:
			return typeof lateGain === "number" && lateGain > farFromPlateau
				? `was stopped by its budget far from a plateau: ${formatPercent(lateGain)} of its effective sample size came in the second half of ${steps}`
				: `was stopped by its budget after ${steps}`;
		default:
			return undefined;
	}
}

/**
 * The same with its seconds and what decided it, for every training: "settled within 3000 steps, 41 s: 20 looks in a row
 * gained less than 1 %".
 */
export function trainingLine(record: BenchRecord): string | undefined {
	const end = trainingEnd(record);
	if (end === undefined) return undefined;
	const { train } = record.cost ?? {};
	const time = train === undefined ? "" : `, ${formatDuration(train.seconds)}`;
	const reason = record.facts?.trainingReason;
	return `${end}${time}${typeof reason === "string" ? `: ${reason}` : ""}`;
}

/** The lines of a row's trainings that all ended well; others are told by `rowTraining`. */
export function goodTraining({
	seeds,
	training,
}: Pick<Row, "seeds" | "training">): string | undefined {
	if (training !== undefined) return undefined;
	const lines = seeds.flatMap(({ seed, record }) => {
		const line = trainingLine(record);
		return line === undefined ? [] : [{ seed, line }];
	});
	if (lines.length === 0) return undefined;
	return lines
		.map(({ seed, line }) =>
			seeds.length === 1
				? `training ${line}`
				: `training of seed ${seed} ${line}`,
		)
		.join("; ");
}

/** The same if it is a warning; undefined for a training that ended well. */
export function trainingWarning(record: BenchRecord): string | undefined {
	const { training, lateGain } = record.facts ?? {};
	const warns =
		training === trainingOutcomes.diverged ||
		training === trainingOutcomes.failed ||
		training === trainingOutcomes.short ||
		(training === trainingOutcomes.stopped &&
			typeof lateGain === "number" &&
			lateGain > farFromPlateau);
	return warns ? trainingEnd(record) : undefined;
}

interface SeededWarning {
	readonly seed: number;
	readonly warning: string;
}

/** The same warning of several seeds once; shares that differ become a range, "12.5 to 20.2 %". */
export function joinedWarnings(
	warned: readonly SeededWarning[],
): { readonly seeds: string; readonly warning: string }[] {
	const share = /(\d+\.\d) %/;
	const alike = groupBy(warned, ({ warning }) => warning.replace(share, "%"));
	return [...alike.values()].map((group) => {
		const [first] = group;
		const { warning = "" } = first ?? {};
		const shares = group
			.flatMap((one) => share.exec(one.warning)?.[1] ?? [])
			.sort((a, b) => Number(a) - Number(b));
		const [low, high] = [shares[0], shares.at(-1)];
		const numbers = [...new Set(group.map(({ seed }) => String(seed)))];
		return {
			seeds: `${numbers.length === 1 ? "seed" : "seeds"} ${enumerate(numbers)}`,
			warning:
				low === high ? warning : warning.replace(share, `${low} to ${high} %`),
		};
	});
}

/** Warnings of a row, one sentence; of several seeds those that have one, by number. */
export function rowTraining({ seeds }: Pick<Row, "seeds">): string | undefined {
	const warned = seeds.flatMap(({ seed, record }) => {
		const warning = trainingWarning(record);
		return warning === undefined ? [] : [{ seed, warning }];
	});
	if (warned.length === 0) return undefined;
	if (seeds.length === 1) return `training ${element(warned, 0).warning}`;
	return joinedWarnings(warned)
		.map(({ seeds, warning }) => `training of ${seeds} ${warning}`)
		.join("; ");
}

/** For the verdict: which of the ranked samplers were not trained to an end. Empty where all were. */
export function trainingSentence({ rows }: Section): Piece[] {
	const labels = new Set(
		rows
			.filter((row) => row.state === "ranked" && row.training !== undefined)
			.map((row) => row.sampler.label),
	);
	if (labels.size === 0) return [];
	const names = [...labels].flatMap((name, i): Piece[] =>
		i === 0 ? [{ name }] : [i === labels.size - 1 ? " and " : ", ", { name }],
	);
	return [
		" The training of ",
		...names,
		" diverged, was very short or stopped far from a plateau; after a longer one the ranking may be another.",
	];
}

/** Trainings that warn, counted once for each record. */
export function trainingRemark(
	records: readonly BenchRecord[],
): string | undefined {
	const warned = records.filter((r) => trainingWarning(r) !== undefined).length;
	return warned === 0
		? undefined
		: `${plural(warned, "training")} diverged, ${warned === 1 ? "was" : "were"} very short or stopped far from a plateau`;
}
