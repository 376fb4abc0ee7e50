/** The progress of a run: bars with the remaining time on a terminal, plain lines elsewhere. */
import cliProgress from "cli-progress";
import pc from "picocolors";
import type { BenchRecord } from "../../core/record.js";
import { type ProgressReport, stageShares } from "../../harness/executor.js";
import { type Cell, cellName } from "../../harness/plan.js";
import type { RunObserver } from "../../harness/run.js";
import { printable } from "../../reports/text/escape.js";
import { duration } from "./duration.js";
import { failuresText, valueWord } from "./progress-words.js";

export interface ProgressOptions {
	readonly stream: NodeJS.WriteStream;
	readonly quiet: boolean;
	readonly color: boolean;
	/** Seconds on a monotonic clock. */
	now(): number;
}

export interface Progress extends RunObserver {
	/** Removes the bars, so that other text can follow. */
	stop(): void;
}

export function createProgress(options: ProgressOptions): Progress {
	if (options.quiet) return silent;
	return options.stream.isTTY ? bars(options) : lines(options);
}

const silent: Progress = {
	planned() {},
	started() {},
	progress() {},
	finished() {},
	stop() {},
};

function cellFraction(report: ProgressReport): number {
	const { from, share } = stageShares[report.stage];
	return from + share * Math.min(1, Math.max(0, report.fraction));
}

/** Seconds between plain lines about the same phase. */
const lineInterval = 10;

/** One line for every beginning, phase and end, and occasionally one in between. */
function lines({ stream, color, now }: ProgressOptions): Progress {
	const paint = pc.createColors(color);
	const write = (text: string) => stream.write(`${text}\n`);
	let total = 0;
	let index = 0;
	/** Keys of cells that have begun. */
	const begun = new Set<string>();
	/** Of the cells that run. */
	const states = new Map<
		string,
		{ phase: string; last: number; begin: number }
	>();
	/** The cell of the line before: where several run, a line says whose it is. */
	let before = "";
	const whose = (cell: Cell): string => {
		const same = before === cell.key;
		before = cell.key;
		return same ? "" : `${nameOf(cell)}: `;
	};
	return {
		planned(plan) {
			total = plan.cells;
			index = plan.kept;
			write(planLine(plan));
		},
		started(cell) {
			states.set(cell.key, { phase: "", last: 0, begin: now() });
			before = cell.key;
			// A flow that ended before any chain of its target is evaluated again with the chain's draws.
			if (begun.has(cell.key)) {
				write(`[again] ${nameOf(cell)}, with draws of its target`);
				return;
			}
			begun.add(cell.key);
			index = Math.min(index + 1, total);
			write(`[${index}/${total}] ${nameOf(cell)}`);
		},
		progress(cell, report) {
			const state = states.get(cell.key);
			const time = now();
			const current = `${report.stage} ${report.phase}`;
			if (
				state === undefined ||
				(current === state.phase && time - state.last < lineInterval)
			)
				return;
			state.phase = current;
			state.last = time;
			write(`  ${whose(cell)}${describe(report)}`);
		},
		finished(cell, record) {
			const begin = states.get(cell.key)?.begin ?? now();
			write(`  ${whose(cell)}${ending(record, now() - begin, paint)}`);
			states.delete(cell.key);
		},
		stop() {},
	};
}

function bars({ stream, color, now }: ProgressOptions): Progress {
	const paint = pc.createColors(color);
	const multi = new cliProgress.MultiBar(
		{
			stream,
			hideCursor: true,
			clearOnComplete: true,
			format: " {bar} {name} {detail}",
			barCompleteChar: "█",
			barIncompleteChar: "░",
			barsize: 20,
			forceRedraw: true,
			linewrap: false,
			autopadding: false,
			gracefulExit: false,
		},
		cliProgress.Presets.shades_classic,
	);
	let all: cliProgress.SingleBar | undefined;
	let one: cliProgress.SingleBar | undefined;
	let done = 0;
	let total = 0;
	let begin = now();
	/** Of the cells that run: when each began, and how much of it is done. */
	const running = new Map<string, { begin: number; fraction: number }>();
	const showAll = (): void => {
		const current = [...running.values()].reduce(
			(sum, cell) => sum + cell.fraction,
			0,
		);
		const fraction = total === 0 ? 1 : Math.min(1, (done + current) / total);
		all?.update(fraction, {
			name: `${done}/${total} cells`,
			detail: timeLeft(fraction, now() - begin),
		});
	};
	return {
		planned(plan) {
			total = plan.cells - plan.kept;
			begin = now();
			stream.write(`${planLine(plan)}\n`);
			if (total === 0) return;
			all = multi.create(1, 0, { name: "", detail: "" });
			one = multi.create(1, 0, { name: "", detail: "" });
			showAll();
		},
		started(cell) {
			running.set(cell.key, { begin: now(), fraction: 0 });
			one?.update(0, { name: nameOf(cell), detail: "" });
		},
		progress(cell, report) {
			const fraction = cellFraction(report);
			const cellBegin = running.get(cell.key)?.begin ?? now();
			running.set(cell.key, { begin: cellBegin, fraction });
			one?.update(fraction, {
				name: nameOf(cell),
				detail: `${describe(report)} ${timeLeft(fraction, now() - cellBegin)}`,
			});
			showAll();
		},
		finished(cell, record) {
			done = Math.min(done + 1, total);
			const cellBegin = running.get(cell.key)?.begin ?? now();
			running.delete(cell.key);
			multi.log(
				`${nameOf(cell)}: ${ending(record, now() - cellBegin, paint)}\n`,
			);
			showAll();
		},
		stop() {
			multi.stop();
		},
	};
}

/** Users choose the labels, which may contain anything. A terminal would obey some of it. */
function nameOf(cell: Cell): string {
	return printable(cellName(cell));
}

function planLine(plan: Parameters<RunObserver["planned"]>[0]): string {
	const { cells, kept, setAside, others, hopeless } = plan;
	const parts = [`${cells} ${cells === 1 ? "cell" : "cells"}`];
	if (kept > hopeless.length)
		parts.push(`${kept - hopeless.length} kept from before`);
	if (others > 0)
		parts.push(
			`${others} more in the folder that the suite no longer asks for (--fresh leaves them out)`,
		);
	if (setAside > 0)
		parts.push(
			`${setAside} of other settings set aside in records.superseded.jsonl`,
		);
	return [
		parts.join(", "),
		...hopeless.map(
			({ cell, why }) =>
				`${nameOf(cell)}: not tried again, since ${why} (--retry does it all the same)`,
		),
	].join("\n");
}

function describe(report: ProgressReport): string {
	const values = Object.entries(report.values)
		.filter(([, value]) => Number.isFinite(value))
		.slice(0, 4)
		.map(
			([name, value]) => `${valueWord(name)} ${Number(value.toPrecision(4))}`,
		);
	const stage = report.stage === "evaluate" ? "evaluate" : report.phase;
	return [`${stage} ${Math.round(100 * report.fraction)} %`, ...values].join(
		", ",
	);
}

/** Before this share is done, an extrapolation is meaningless. */
const earliest = 0.02;

function timeLeft(fraction: number, elapsed: number): string {
	if (fraction < earliest || fraction >= 1) return "";
	return `${duration((elapsed * (1 - fraction)) / fraction)} left`;
}

function ending(
	record: BenchRecord,
	seconds: number,
	paint: ReturnType<typeof pc.createColors>,
): string {
	const time = ` after ${duration(seconds)}`;
	if (record.status !== "completed") {
		const mark = record.status === "skipped" ? paint.yellow : paint.red;
		return `${mark(record.status)}${time}: ${printable(record.reason ?? "no reason given")}`;
	}
	const failures = failuresText(record);
	return failures === undefined
		? `${paint.green("completed")}${time}`
		: `completed${time}, ${paint.red(failures.count)}: ${failures.claims}`;
}
