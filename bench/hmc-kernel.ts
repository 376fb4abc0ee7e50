/** The leapfrog passes of the HMC kernel, phi^4 and phi^6 in two dimensions, compared with the same loops in C++. */

import type { Instructions } from "../core/kernels/instructions.js";
import { loadKernel } from "../core/kernels/load.js";
import { schedule } from "../samplers/hmc/integrator.js";
import { type Precision, prepareKernel } from "../samplers/hmc/simd/memory.js";
import { type CppCase, compareWithCpp } from "./beside-cpp.js";
import type { BenchPart } from "./part.js";

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
/** Site updates of one sample, which takes a millisecond or two. */
const updates = 3e6;

export function leapfrogTask(
	degree: Degree,
	L: number,
	precision: Precision,
	instructions?: Instructions,
): CppCase["ours"] {
	const { exports: kernel, heap } = loadKernel(
		`samplers/hmc/simd/${precision}`,
		instructions,
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
				plan.kick0,
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

export const hmcKernel: BenchPart = {
	name: "hmc-kernel",
	label:
		"leapfrog of phi^4 and phi^6 in 2D, one thread, 1e9 site updates per second; C++ is g++ -O3 -ffast-math at its best width",
	compares: true,
	run: (print, setting) =>
		compareWithCpp(
			{
				source: "leapfrog.cpp",
				headings: ["precision", "degree", "L"],
				cases: cases(),
				widths: { float32: [4, 8, 16, 32], float64: [2, 4, 8, 16] },
				unit: 1e9,
				decimals: 2,
			},
			print,
			setting,
		),
};

function* cases(): Iterable<CppCase> {
	for (const precision of ["float32", "float64"] as const)
		for (const degree of [4, 6] as const)
			for (const L of extents[degree])
				yield {
					cells: [precision, String(degree), String(L)],
					precision,
					ours: leapfrogTask(degree, L, precision),
					theirs(chains) {
						const passes = evenPasses(L * L * chains);
						return {
							line: `${precision} ${degree} ${L} ${chains} ${passes}`,
							work: passes * L * L * chains,
						};
					},
				};
}
