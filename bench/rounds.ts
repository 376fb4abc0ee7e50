/**
 * Interleaved measurement. All tasks take turns in every round, so a noisy machine disturbs all of
 * them alike. A round takes the fastest of a few short samples, the one that other processes
 * disturbed least, and their mean in processor seconds. Rates are medians over the rounds. A ratio is the
 * median of the ratios within the rounds.
 */
import { Bench } from "tinybench";
import { textTable } from "../cli/text/text-table.js";
import { mean } from "../core/statistics/moments.js";
import { median } from "../core/statistics/order-statistics.js";
import { coreSecondsSince, type Spent } from "./spent.js";

export interface RoundTask {
	readonly name: string;
	/** Work done by one call, for example site updates. */
	readonly work: number;
	/** What it took if the task has its own clock, otherwise undefined. */
	run(): Promise<Spent | undefined> | undefined;
}

export interface Rates {
	/** Work per second of a task. */
	rate(name: string): number;
	/** Of each round. */
	ratios(name: string, base: string): readonly number[];
	/** The same in processor seconds. */
	coreRatios(name: string, base: string): readonly number[];
	/** Their median. */
	ratio(name: string, base: string): number;
}

export async function measureRounds(
	tasks: readonly RoundTask[],
	rounds: number,
	samplesPerRound = 8,
): Promise<Rates> {
	const empty = () =>
		new Map(tasks.map(({ name }) => [name, [] as number[]] as const));
	const [rates, coreRates] = [empty(), empty()];
	for (let round = -1; round < rounds; round++) {
		const bench = new Bench({
			iterations: samplesPerRound,
			time: 0,
			warmup: false,
		});
		const coreSeconds = new Map(
			tasks.map(({ name }) => [name, [] as number[]]),
		);
		for (const task of tasks) {
			bench.add(task.name, async () => {
				const before = process.cpuUsage();
				const own = await task.run();
				const spent = own?.coreSeconds ?? coreSecondsSince(before);
				coreSeconds.get(task.name)?.push(spent);
				return own === undefined
					? undefined
					: { overriddenDuration: 1000 * own.seconds };
			});
		}
		await bench.run();
		if (round < 0) continue; // the first round warms up
		for (const task of tasks) {
			const { result } = bench.getTask(task.name) ?? {};
			if (result?.state !== "completed")
				throw new Error(`${task.name} did not complete`);
			rates.get(task.name)?.push(task.work / (result.latency.min / 1000));
			const spent = mean(coreSeconds.get(task.name) ?? []);
			coreRates.get(task.name)?.push(task.work / spent);
		}
	}
	const of = (name: string, kind = rates) => {
		const list = kind.get(name);
		if (list === undefined) throw new Error(`no task ${name}`);
		return list;
	};
	const ratios = (name: string, base: string, kind = rates) =>
		of(name, kind).map((value, round) => value / of(base, kind)[round]);
	return {
		rate: (name) => median(of(name)),
		ratios: (name, base) => ratios(name, base),
		coreRatios: (name, base) => ratios(name, base, coreRates),
		ratio: (name, base) => median(ratios(name, base)),
	};
}

/** Columns of equal width, with numbers to the right. */
export function table(rows: readonly (readonly string[])[]): string[] {
	const [heading = []] = rows;
	const numbers = new Set(heading.keys());
	numbers.delete(0);
	return textTable(rows, numbers).trimEnd().split("\n");
}
