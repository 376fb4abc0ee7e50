/** Local and cluster updates of phi^4 in two dimensions on one thread, compared with the same loops in C++. */
import { createRandom, fillNormal } from "../core/random.js";
import type { Precision } from "../samplers/chain/engine.js";
import { LocalBlock } from "../samplers/chain/local/block.js";
import type { Step } from "../samplers/chain/local/program.js";
import { missingCompiler, type Native, startNative } from "./native.js";
import type { BenchPart } from "./part.js";
import { measureRounds, type RoundTask, table } from "./rounds.js";

export interface UpdateCase {
	/** Name of the loop in bench/native/local.cpp. */
	readonly native: "heatbath" | "overrelax" | "cluster";
	readonly kernel: string;
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
const floors = ["-msse4.2", "-march=native"];
/** Numbers of chains side by side in C++. The fastest one counts. */
const widths: Readonly<Record<Precision, readonly number[]>> = {
	float32: [4, 8, 16],
	float64: [2, 4, 8],
};
/** Site updates of one sample. */
const updates = 2e5;
const rounds = 9;

const sweepsOf = (L: number, chains: number) =>
	Math.max(1, Math.round(updates / (L * L * chains)));

function kernelTask(
	{ kernel, steps }: UpdateCase,
	L: number,
	lambda: number,
	precision: Precision,
): RoundTask {
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
		name: "wasm",
		work: sweeps * L * L * block.lanes,
		run() {
			const begin = performance.now();
			for (let sweep = 0; sweep < sweeps; sweep++)
				block.sweep(next++, 0, steps);
			return Promise.resolve(performance.now() - begin);
		},
	};
}

function nativeTask(
	native: Native,
	floor: string,
	{ native: loop }: UpdateCase,
	L: number,
	lambda: number,
	precision: Precision,
	chains: number,
): RoundTask {
	const sweeps = sweepsOf(L, chains);
	return {
		name: `${floor} ${chains}`,
		work: sweeps * L * L * chains,
		run: async () =>
			1000 *
			Number(
				await native.ask(
					`${loop} ${precision} ${L} ${chains} ${sweeps} ${lambda} ${shift}`,
				),
			),
	};
}

/** Prints a table for each case: 1e6 site updates per second, and the ratio to C++. */
export async function compareUpdates(
	cases: readonly UpdateCase[],
	print: Parameters<BenchPart["run"]>[0],
	rehearsal: boolean,
): Promise<void> {
	const reason = await missingCompiler();
	if (reason !== null) print(`skipped the C++ columns: ${reason}`);
	const natives = await Promise.all(
		(reason === null ? floors : []).map((floor) =>
			startNative("local.cpp", ["-O3", "-ffast-math", floor]),
		),
	);
	const rows = [
		[
			"loop",
			"precision",
			"L",
			"wasm",
			...natives.flatMap((_, i) => [floors[i], "wasm / C++"]),
		],
	];
	for (const one of cases)
		for (const precision of ["float32", "float64"] as const)
			for (const [L, lambda] of rehearsal
				? [...lambdas].slice(0, 1)
				: lambdas) {
				const tasks = [
					kernelTask(one, L, lambda, precision),
					...natives.flatMap((native, i) =>
						widths[precision].map((chains) =>
							nativeTask(native, floors[i], one, L, lambda, precision, chains),
						),
					),
				];
				const rates = await measureRounds(tasks, rehearsal ? 1 : rounds);
				rows.push([
					one.native,
					precision,
					String(L),
					(rates.rate("wasm") / 1e6).toFixed(1),
					...natives.flatMap((_, i) => {
						const names = widths[precision].map((n) => `${floors[i]} ${n}`);
						const best = names.reduce((a, b) =>
							rates.rate(b) > rates.rate(a) ? b : a,
						);
						return [
							(rates.rate(best) / 1e6).toFixed(1),
							rates.ratio("wasm", best).toFixed(2),
						];
					}),
				]);
			}
	await Promise.all(natives.map((native) => native.close()));
	for (const line of table(rows)) print(line);
}
