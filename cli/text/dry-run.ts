/** `run --dry-run`: lists the cells, what a run would do about each, and why. */
import stringWidth from "string-width";
import { type ExitStatus, exitStatus } from "../../core/errors.js";
import type { BenchRecord } from "../../core/record.js";
import { type Cell, planCells, selectCells } from "../../harness/plan.js";
import { freshAdvice, readRecords } from "../../harness/store/read-records.js";
import { printable } from "../../reports/text/escape.js";
import { createAction, samplerOf } from "../../suites/catalogue.js";
import type { LoadedSuite } from "../../suites/load.js";
import { everyDraw } from "../../suites/suite.js";

interface State {
	readonly state: "run" | "keep" | "retry" | "skip";
	readonly reason: string;
}

/** @param loadedModules whether the suite's own modules were loaded; without them nothing is known of their cells */
export function dryRun(
	loaded: LoadedSuite,
	only: readonly string[],
	folder: string | undefined,
	loadedModules: boolean,
): ExitStatus {
	const cells = selectCells(planCells(loaded.suite), only);
	const records = new Map(
		(folder === undefined ? [] : readRecords(folder, freshAdvice)).map(
			(record) => [record.key, record],
		),
	);
	const rows = cells.map((cell) => {
		const { target, sampler } = cell;
		const opaque = !loadedModules && (target.module ?? sampler.module);
		const { state, reason } = opaque
			? notLoaded
			: stateOf(cell, records.get(cell.key), loaded);
		return [
			// Defaults of its options are a part of the question.
			opaque ? "?" : cell.key,
			target.label,
			`${target.action} ${target.shape.join("x")}`,
			sampler.label,
			String(cell.seed),
			cell.draws === everyDraw ? "all" : String(cell.draws),
			budgetOf(cell),
			state,
			reason,
		];
	});
	const header = [
		"key",
		"target",
		"lattice",
		"sampler",
		"seed",
		"draws",
		"budget",
		"state",
		"reason",
	];
	process.stdout.write(
		table([header, ...rows.map((row) => row.map(printable))]),
	);
	return exitStatus.done;
}

const notLoaded: State = {
	state: "run",
	reason: "not checked: its module was not loaded",
};

function stateOf(
	cell: Cell,
	record: BenchRecord | undefined,
	{ catalogue }: LoadedSuite,
): State {
	if (record?.status === "completed")
		return { state: "keep", reason: "completed before" };
	const sampler = samplerOf(catalogue, cell.sampler);
	// The suite's schema has checked the options against this definition.
	const verdict = sampler
		.create(cell.sampler.options as never)
		.supports(createAction(catalogue, cell.target));
	if (!verdict.ok) return { state: "skip", reason: verdict.reason };
	const note = [verdict.note, fewMeasurements(cell)]
		.map((text) => (text === undefined ? "" : `; ${text}`))
		.join("");
	return record === undefined
		? { state: "run", reason: `no record yet${note}` }
		: {
				state: "retry",
				reason: `${record.status} before: ${record.reason ?? "no reason given"}${note}`,
			};
}

/** Fewer stored measurements of a chain cannot tell its autocorrelation. */
const fewest = 50;

function fewMeasurements({ draws, sampler }: Cell): string | undefined {
	const { chains } = sampler.options as { readonly chains?: unknown };
	if (typeof chains !== "number" || draws === everyDraw) return undefined;
	const each = Math.ceil(draws / chains);
	return each >= fewest
		? undefined
		: `only ${each} measurements in each of ${chains} chains: raise draws or lower chains`;
}

function budgetOf(cell: Cell): string {
	const { seconds, steps } = cell.budget;
	return [
		...(seconds === undefined ? [] : [`${seconds} s`]),
		...(steps === undefined ? [] : [`${steps} steps`]),
	].join(", ");
}

/** Columns, aligned to the left and two spaces apart. */
function table(rows: readonly (readonly string[])[]): string {
	const [first = []] = rows;
	const widths = first.map((_, column) =>
		Math.max(...rows.map((row) => stringWidth(row[column] ?? ""))),
	);
	return rows
		.map((row) =>
			row
				.map((cell, column) =>
					column === row.length - 1
						? cell
						: cell + " ".repeat((widths[column] ?? 0) - stringWidth(cell)),
				)
				.join("  "),
		)
		.map((line) => `${line.trimEnd()}\n`)
		.join("");
}
