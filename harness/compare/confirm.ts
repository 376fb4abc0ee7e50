/**
 * Fresh runs that decide what stored ones left open. The undecided cells are run again in fresh
 * processes with fresh seeds and four times the draws, in the order BASE NEW NEW BASE ..., so that the
 * drift of the machine cancels. They are compared among themselves until everything is decided or the
 * budget is spent.
 *
 * Looking more than once has a price: look k of the loop tests at alpha / 2^k, so all looks together
 * stay below alpha. The stored runs play no part in the second decision, so the two decisions are
 * independent. If BASE cannot be run, NEW is drawn again and compared with the stored base. Then both
 * decisions share the base's own luck, and the rate stays that of the first.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { InputError } from "../../core/errors.js";
import type { BenchRecord } from "../../core/record.js";
import { compareRuns } from "./compare.js";
import { isOpen, merge, withoutFirstAlarms } from "./confirmation.js";
import { type Comparison, defaultLevels, type Levels } from "./finding.js";
import type { Runs } from "./load-runs.js";
import { cellName } from "./pairs.js";
import { type RunSuite, runCommand } from "./run-again.js";

export interface ConfirmOptions {
	/** Program and arguments of NEW's `latticebench`. */
	readonly newCommand: readonly string[];
	/** The same for BASE, where there is a checkout of it. */
	readonly baseCommand?: readonly string[];
	/** Wall time for all fresh runs, seconds. */
	readonly budget: number;
	/** Times the draws of the record. */
	readonly moreDraws?: number;
	/** One line about each run that starts. */
	progress(text: string): void;
	readonly signal?: AbortSignal;
	/** How a suite is run; tests pass their own. */
	readonly runSuite?: RunSuite;
}

/** Pairs of runs before the first look, and between looks. */
const pairsPerLook = 4;
/** First fresh seed: far from those that people choose. */
const firstSeed = 1_000_003;

/**
 * Decides the cells of `first` that are regressed or inconclusive by comparison.
 * @throws InputError if there is no suite to run, or a run cannot start
 */
export async function confirm(
	base: Runs,
	fresh: Runs,
	first: Comparison,
	options: ConfirmOptions,
	levels: Levels = defaultLevels,
): Promise<Comparison> {
	const cells = openCells(first, fresh.records);
	if (cells.length === 0) return first;
	const suite = fresh.suite ?? base.suite;
	if (suite === undefined) {
		throw new InputError(
			`${fresh.name}: no suite.yaml beside the records, so nothing can be run again; expected the folder of a run`,
		);
	}
	const suspects = new Set(
		first.findings
			.filter((finding) => finding.layer === "correctness" && isOpen(finding))
			.map(({ cell }) => cell),
	);
	const start = performance.now();
	const elapsed = () => (performance.now() - start) / 1000;
	const folder = await mkdtemp(join(tmpdir(), "latticebench-compare-"));
	const drawn: { base: BenchRecord[]; new: BenchRecord[] } = {
		base: [],
		new: [],
	};
	const redrawn = options.baseCommand !== undefined;
	let pairs = 0;
	let verdict: Comparison | undefined;
	try {
		for (let look = 1; ; look++) {
			const complete = await drawPairs(look);
			if (drawn.new.length > 0) {
				const again = compareRuns(
					redrawn
						? { name: `${base.name} (again)`, records: drawn.base }
						: {
								...base,
								records: base.records.filter((record) =>
									cells.some(({ name }) => name === cellName(record)),
								),
							},
					{ name: `${fresh.name} (again)`, records: drawn.new },
					{ levels: levelsOfLook(levels, look), paired: redrawn },
				);
				verdict = withoutFirstAlarms(
					again,
					suspects,
					levels.certainty * 2 ** -look,
				);
			}
			const decided =
				verdict !== undefined && verdict.verdict !== "inconclusive";
			if (decided || !complete) break;
		}
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
	return merge(first, verdict, {
		cells: new Set(cells.map(({ name }) => name)),
		pairs,
		redrawn,
		seconds: elapsed(),
		levels,
	});

	/** False where the budget ended before the look was complete. */
	async function drawPairs(look: number): Promise<boolean> {
		const count = pairsPerLook * 2 ** Math.max(0, look - 2);
		for (let k = 0; k < count; k++) {
			// A pair that was begun is finished, so the check stands before it.
			if (pairs > 0 && elapsed() * (1 + 1 / pairs) > options.budget) {
				return false;
			}
			if (options.signal?.aborted === true) return false;
			const arms = redrawn
				? pairs % 2 === 0
					? (["base", "new"] as const)
					: (["new", "base"] as const)
				: (["new"] as const);
			for (const arm of arms) {
				for (const [index, cell] of cells.entries()) {
					// Each arm its own seeds: the decisions must not share random numbers.
					const seed =
						firstSeed +
						2 * (pairs * cells.length + index) +
						(arm === "new" ? 1 : 0);
					options.progress(
						`pair ${pairs + 1}: ${arm === "new" ? "NEW" : "BASE"}, ${cell.name}, seed ${seed}`,
					);
					const records = await (options.runSuite ?? runCommand)({
						command:
							arm === "new"
								? options.newCommand
								: (options.baseCommand ?? options.newCommand),
						suite: suite as string,
						out: join(folder, `${arm}-${pairs}-${index}`),
						target: cell.target,
						sampler: cell.sampler,
						seed,
						draws: cell.draws * (options.moreDraws ?? 4),
						seconds: Math.max(60, 2 * options.budget),
						...(options.signal === undefined ? {} : { signal: options.signal }),
					});
					drawn[arm].push(...records);
				}
			}
			pairs++;
		}
		return true;
	}
}

function levelsOfLook(levels: Levels, look: number): Levels {
	const share = 2 ** -look;
	const second = levels.suspicion * share;
	return {
		suspicion: second,
		certainty: second,
		efficiency: levels.efficiency * share,
		time: levels.time * share,
		equivalence: levels.equivalence * share,
	};
}

interface OpenCell {
	readonly name: string;
	readonly target: string;
	readonly sampler: string;
	readonly draws: number;
}

/** Cells with something to decide that more draws can decide. */
function openCells(
	comparison: Comparison,
	records: readonly BenchRecord[],
): OpenCell[] {
	const open = new Set(
		comparison.findings.filter(isOpen).map(({ cell }) => cell),
	);
	const cells = new Map<string, OpenCell>();
	for (const record of records) {
		const name = cellName(record);
		if (!open.has(name) || cells.has(name)) continue;
		cells.set(name, {
			name,
			target: record.action.label,
			sampler: record.sampler.label,
			draws: record.draws,
		});
	}
	return [...cells.values()];
}
