/** Local and cluster updates of phi^4 in two dimensions on one thread, compared with the same loops in C++. */
import { createRandom, fillNormal } from "../core/random.js";
import type { Precision } from "../samplers/chain/engine.js";
import type { KernelFolder, Step } from "../samplers/chain/local/program.js";
import { LocalBlock } from "../samplers/chain/local/simd/block.js";
import { type CppCase, compareWithCpp } from "./beside-cpp.js";
import type { BenchPart, BenchSetting } from "./part.js";
import { spentBy } from "./spent.js";

interface UpdateCase {
	/** Name of the loop in bench/native/local.cpp. */
	readonly native: "heatbath" | "overrelax" | "cluster";
	readonly kernel: KernelFolder;
	readonly steps: readonly Step[];
}

/** On the line xi = L/4, where clusters have their usual sizes, at m2 = -4. */
const lambdas = new Map([
	[8, 6.008],
	[16, 4.98],
	[32, 4.572],
	[64, 4.398],
]);
/** Any shift is valid; this one is near the best for all of them. */
const shift = 0.3;
/** Site updates of one sample. */
const updates = 2e5;

const sweepsOf = (L: number, chains: number) =>
	Math.max(1, Math.round(updates / (L * L * chains)));

function kernelTask(
	{ kernel, steps }: UpdateCase,
	L: number,
	lambda: number,
	precision: Precision,
): CppCase["ours"] {
	const shape = [L, L];
	const block = new LocalBlock({
		kernel,
		shape,
		precision,
		couplings: { kinetic: 1, quadratic: -4, quartic: lambda, sextic: 0 },
		key: [1, 2],
	});
	block.setTuned({ shift });
	const start = fillNormal(createRandom("bench"), new Float64Array(L * L));
	for (let lane = 0; lane < block.lanes; lane++)
		block.insert(
			lane,
			start.map((z) => 0.3 * z),
		);
	const sweeps = sweepsOf(L, block.lanes);
	let next = 0;
	return {
		work: sweeps * L * L * block.lanes,
		run() {
			return Promise.resolve(
				spentBy(() => {
					for (let sweep = 0; sweep < sweeps; sweep++)
						block.sweep(next++, 0, steps);
				}),
			);
		},
	};
}

const scalarHeatBath = "samplers/heatbath/scalar/simd";

export const heatbath = part("heatbath", "heat bath and overrelaxation", [
	{
		native: "heatbath",
		kernel: scalarHeatBath,
		steps: [{ kind: "heatBath", count: 1 }],
	},
	{
		native: "overrelax",
		kernel: scalarHeatBath,
		steps: [{ kind: "overrelax", count: 1 }],
	},
]);
export const cluster = part(
	"cluster",
	"heat-bath sweep and four Wolff clusters",
	[
		{
			native: "cluster",
			kernel: "samplers/cluster/simd",
			steps: [
				{ kind: "heatBath", count: 1 },
				{ kind: "wolff", count: 4 },
			],
		},
	],
);

function part(
	name: string,
	what: string,
	updates: readonly UpdateCase[],
): BenchPart {
	return {
		name,
		label: `${what} of phi^4 in 2D, one thread, 1e6 site updates per second; C++ is g++ -O3 -ffast-math at its best width`,
		compares: true,
		run: (print, setting) => compareUpdates(updates, print, setting),
	};
}

/** Prints a table of all cases: 1e6 site updates per second, and the ratios to C++. */
function compareUpdates(
	updates: readonly UpdateCase[],
	print: Parameters<BenchPart["run"]>[0],
	setting: BenchSetting,
): Promise<void> {
	return compareWithCpp(
		{
			source: "local.cpp",
			headings: ["loop", "precision", "L"],
			cases: cases(
				updates,
				setting.rehearsal ? [...lambdas].slice(0, 1) : lambdas,
			),
			widths: { float32: [4, 8, 16], float64: [2, 4, 8] },
			unit: 1e6,
			decimals: 1,
		},
		print,
		setting,
	);
}

function* cases(
	updates: readonly UpdateCase[],
	points: Iterable<readonly [L: number, lambda: number]>,
): Iterable<CppCase> {
	for (const one of updates)
		for (const precision of ["float32", "float64"] as const)
			for (const [L, lambda] of points)
				yield {
					cells: [one.native, precision, String(L)],
					precision,
					ours: kernelTask(one, L, lambda, precision),
					theirs(chains) {
						const sweeps = sweepsOf(L, chains);
						return {
							line: `${one.native} ${precision} ${L} ${chains} ${sweeps} ${lambda} ${shift}`,
							work: sweeps * L * L * chains,
						};
					},
				};
}
