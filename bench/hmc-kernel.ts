/** The leapfrog passes of the HMC kernel, phi^4 and phi^6 in two dimensions, compared with the same loops in C++. */

import { schedule } from "../samplers/hmc/integrator.js";
import type { Precision } from "../samplers/hmc/simd/memory.js";
import { type HmcKernel, prepareKernel } from "../samplers/hmc/simd/memory.js";
import { loadKernel } from "../tensor/kernels/load.js";
import { missingCompiler, type Native, startNative } from "./native.js";
import type { BenchPart } from "./part.js";
import { measureRounds, type RoundTask, table } from "./rounds.js";

const extents: Readonly<Record<Degree, readonly number[]>> = {
	4: [8, 16, 32, 64],
	6: [16, 64],
};
type Degree = 4 | 6;
/** The C++ program has the same couplings. */
const potentials: Readonly<Record<Degree, readonly number[]>> = {
	4: [0, 0, -4, 0, 6.975],
	6: [0, 0, -4, 0, 6.975, 0, 0.5],
};
const floors = ["-msse4.2", "-march=native"];
const cases = ([4, 6] as const).flatMap((degree) =>
	extents[degree].map((L) => [degree, L] as const),
);
/** Numbers of chains side by side in C++. The fastest one counts. */
const widths: Readonly<Record<Precision, readonly number[]>> = {
	float32: [4, 8, 16, 32],
	float64: [2, 4, 8, 16],
};
/** Site updates of one sample, which takes a millisecond or two. */
const updates = 3e6;
const rounds = 9;

function kernelTask(
	degree: Degree,
	L: number,
	precision: Precision,
): RoundTask {
	const { exports: kernel, heap } = loadKernel<HmcKernel>(
		`samplers/hmc/simd/${precision}`,
	);
	const { lanes, field } = prepareKernel(kernel, heap, {
		shape: [L, L],
		precision,
		kinetic: 1,
		potential: potentials[degree],
		key: [1, 2],
	});
	const fields = field.view.map((_, x) => 0.3 * Math.sin(1.7 * x));
	const passes = evenPasses(L * L * lanes);
	const plan = schedule("leapfrog", passes, 1e-3);
	return {
		name: "wasm",
		work: passes * L * L * lanes,
		run() {
			for (let lane = 0; lane < lanes; lane++) {
				field.view.set(fields);
				kernel.insert(lane, field.address);
			}
			kernel.refresh(0, 0);
			const start = performance.now();
			kernel.integrate(
				plan.kicks,
				plan.kick,
				plan.drift0,
				plan.drift1,
				plan.drift2,
			);
			return Promise.resolve(performance.now() - start);
		},
	};
}

function evenPasses(size: number): number {
	return 2 * Math.max(1, Math.round(updates / size / 2));
}

function nativeTask(
	native: Native,
	floor: string,
	degree: Degree,
	L: number,
	precision: Precision,
	chains: number,
): RoundTask {
	const passes = evenPasses(L * L * chains);
	return {
		name: `${floor} ${chains}`,
		work: passes * L * L * chains,
		run: async () =>
			1000 *
			Number(
				await native.ask(`${precision} ${degree} ${L} ${chains} ${passes}`),
			),
	};
}

export const hmcKernel: BenchPart = {
	name: "hmc-kernel",
	label:
		"leapfrog of phi^4 and phi^6 in 2D, one thread, 1e9 site updates per second; C++ is g++ -O3 -ffast-math at its best width",
	async run(print) {
		const reason = await missingCompiler();
		if (reason !== null) print(`skipped the C++ columns: ${reason}`);
		const natives = await Promise.all(
			(reason === null ? floors : []).map((floor) =>
				startNative("leapfrog.cpp", ["-O3", "-ffast-math", floor]),
			),
		);
		const rows = [
			[
				"precision",
				"degree",
				"L",
				"wasm",
				...natives.flatMap((_, i) => [floors[i], "wasm / C++"]),
			],
		];
		for (const precision of ["float32", "float64"] as const) {
			for (const [degree, L] of cases) {
				const tasks = [
					kernelTask(degree, L, precision),
					...natives.flatMap((native, i) =>
						widths[precision].map((chains) =>
							nativeTask(native, floors[i], degree, L, precision, chains),
						),
					),
				];
				const rates = await measureRounds(tasks, rounds);
				const columns = natives.flatMap((_, i) => {
					const names = widths[precision].map((n) => `${floors[i]} ${n}`);
					const best = names.reduce((a, b) =>
						rates.rate(b) > rates.rate(a) ? b : a,
					);
					return [
						(rates.rate(best) / 1e9).toFixed(2),
						rates.ratio("wasm", best).toFixed(2),
					];
				});
				rows.push([
					precision,
					String(degree),
					String(L),
					(rates.rate("wasm") / 1e9).toFixed(2),
					...columns,
				]);
			}
		}
		await Promise.all(natives.map((native) => native.close()));
		for (const line of table(rows)) print(line);
	},
};
