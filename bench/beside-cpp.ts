/**
 * A kernel on one thread beside the same loop of bench/native/ in C++, g++ -O3 -ffast-math with three sets of
 * instructions. The C++ program runs with several numbers of chains side by side, and its fastest one counts.
 */
import type { Precision } from "../samplers/chain/engine.js";
import { missingCompiler, type Native, startNative } from "./native.js";
import type { BenchSetting } from "./part.js";
import { ratioOf } from "./ratio.js";
import { measureRounds, type RoundTask, table } from "./rounds.js";

const floors = ["-msse4.2", "-mavx2 -mfma", "-march=native"];
const rounds = 9;
const ours = "wasm";

export interface CppCase {
	/** Cells of the row before its rates. */
	readonly cells: readonly string[];
	readonly precision: Precision;
	readonly ours: Omit<RoundTask, "name">;
	/** What to ask the program for, which answers with seconds, and the work of that. */
	theirs(chains: number): { readonly line: string; readonly work: number };
}

export interface CppComparison {
	/** File of bench/native/. */
	readonly source: string;
	/** Names of the cells. */
	readonly headings: readonly string[];
	readonly cases: Iterable<CppCase>;
	/** Numbers of chains in the C++ program. */
	readonly widths: Readonly<Record<Precision, readonly number[]>>;
	/** Work per second that the table shows as 1, and decimals of it. */
	readonly unit: number;
	readonly decimals: number;
}

/** Prints a table of the rates and of their ratios to C++. */
export async function compareWithCpp(
	comparison: CppComparison,
	print: (line: string) => void,
	{ rehearsal, tell }: BenchSetting,
): Promise<void> {
	const { source, headings, cases, widths, unit, decimals } = comparison;
	const reason = await missingCompiler();
	if (reason !== null) print(`skipped the C++ columns: ${reason}`);
	const natives = await Promise.all(
		(reason === null ? floors : []).map(async (floor) => ({
			floor,
			native: await startNative(source, [
				"-O3",
				"-ffast-math",
				...floor.split(" "),
			]),
		})),
	);
	const rows = [
		[
			...headings,
			ours,
			...natives.flatMap(({ floor }) => [floor, `${ours} / C++`]),
		],
	];
	for (const one of cases) {
		const chains = widths[one.precision];
		const tasks = [
			{ name: ours, ...one.ours },
			...natives.flatMap(({ floor, native }) =>
				chains.map((width) => nativeTask(native, floor, width, one)),
			),
		];
		const rates = await measureRounds(tasks, rehearsal ? 1 : rounds);
		const shown = (name: string) => (rates.rate(name) / unit).toFixed(decimals);
		rows.push([
			...one.cells,
			shown(ours),
			...natives.flatMap(({ floor }) => {
				const best = chains
					.map((width) => nameOf(floor, width))
					.reduce((a, b) => (rates.rate(b) > rates.rate(a) ? b : a));
				const what = [source.replace(".cpp", ""), ...one.cells];
				const told = ratioOf(
					what.filter((cell) => cell !== "").join(" "),
					`g++ ${floor}`,
					rates.ratios(ours, best),
				);
				tell(told);
				return [shown(best), told.faster.toFixed(2)];
			}),
		]);
	}
	await Promise.all(natives.map(({ native }) => native.close()));
	for (const line of table(rows)) print(line);
}

const nameOf = (floor: string, width: number) => `${floor} ${width}`;

function nativeTask(
	native: Native,
	floor: string,
	width: number,
	{ theirs }: CppCase,
): RoundTask {
	const { line, work } = theirs(width);
	return {
		name: nameOf(floor, width),
		work,
		run: async () => 1000 * Number(await native.ask(line)),
	};
}
