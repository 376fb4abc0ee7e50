/**
 * A kernel on one thread beside the same loop of bench/native/ in C++, g++ -O3 -ffast-math with three sets of
 * instructions. The C++ program runs with several numbers of chains side by side, and its fastest one counts.
 */
import type { Precision } from "../samplers/chain/engine.js";
import { floorTask } from "./floor.js";
import { missingCompiler, type Native, startNative } from "./native.js";
import type { BenchSetting } from "./part.js";
import { ratioOf } from "./ratio.js";
import { measureRounds, type RoundTask, table } from "./rounds.js";

const builds = ["-msse4.2", "-mavx2 -mfma", "-march=native"];
const rounds = 9;
const ours = "wasm";

export interface CppCase {
	/** Cells of the row before its rates. */
	readonly cells: readonly string[];
	readonly precision: Precision;
	readonly ours: Omit<RoundTask, "name">;
	/** Additions and multiplications of a unit of work, if their floor is to be a column. */
	readonly operations?: number;
	/** What to ask the program for, and the work of that. */
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
	/** In a round; fewer if one takes long. */
	readonly samples?: number;
}

/** Prints a table of the rates and of their ratios to C++. */
export async function compareWithCpp(
	comparison: CppComparison,
	print: (line: string) => void,
	{ rehearsal, tell }: BenchSetting,
): Promise<void> {
	const { source, headings, cases, widths, unit, decimals, samples } =
		comparison;
	const reason = await missingCompiler();
	if (reason !== null) print(`skipped the C++ columns: ${reason}`);
	const natives = await Promise.all(
		(reason === null ? builds : []).map(async (flags) => ({
			flags,
			native: await startNative(source, [
				"-O3",
				"-ffast-math",
				...flags.split(" "),
			]),
		})),
	);
	const heading = [
		...headings,
		ours,
		...natives.flatMap(({ flags }) => [flags, `${ours} / C++`]),
	];
	const rows: string[][] = [];
	for (const one of cases) {
		const { operations } = one;
		const chains = widths[one.precision];
		const tasks = [
			{ name: ours, ...one.ours },
			...natives.flatMap(({ flags, native }) =>
				chains.map((width) => nativeTask(native, flags, width, one)),
			),
			...(operations === undefined
				? []
				: [floorTask(one.ours.work, operations, one.precision)]),
		];
		const rates = await measureRounds(tasks, rehearsal ? 1 : rounds, samples);
		const what = [source.replace(".cpp", ""), ...one.cells]
			.filter((cell) => cell !== "")
			.join(" ");
		const against = (other: string, named: string) => {
			const told = ratioOf(
				what,
				named,
				rates.ratios(ours, other),
				rates.coreRatios(ours, other),
			);
			tell(told);
			return told.faster.toFixed(2);
		};
		const shown = (name: string) => (rates.rate(name) / unit).toFixed(decimals);
		rows.push([
			...one.cells,
			shown(ours),
			...natives.flatMap(({ flags }) => {
				const best = chains
					.map((width) => nameOf(flags, width))
					.reduce((a, b) => (rates.rate(b) > rates.rate(a) ? b : a));
				return [shown(best), against(best, `g++ ${flags}`)];
			}),
			...(operations === undefined
				? []
				: [against("floor", "floor of operations")]),
		]);
	}
	await Promise.all(natives.map(({ native }) => native.close()));
	if (rows.some((row) => row.length > heading.length))
		heading.push("of the floor");
	for (const line of table([heading, ...rows])) print(line);
}

const nameOf = (flags: string, width: number) => `${flags} ${width}`;

function nativeTask(
	native: Native,
	flags: string,
	width: number,
	{ theirs }: CppCase,
): RoundTask {
	const { line, work } = theirs(width);
	return {
		name: nameOf(flags, width),
		work,
		async run() {
			const [seconds, coreSeconds] = (await native.ask(line)).split(" ");
			return { seconds: Number(seconds), coreSeconds: Number(coreSeconds) };
		},
	};
}
