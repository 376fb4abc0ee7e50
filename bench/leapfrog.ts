/** The leapfrog passes of the HMC kernel as a task to be timed, and their arithmetic. */
import type { Instructions } from "../core/kernels/instructions.js";
import { loadKernel } from "../core/kernels/load.js";
import { schedule } from "../samplers/hmc/integrator.js";
import { type Precision, prepareKernel } from "../samplers/hmc/simd/memory.js";
import type { CppCase } from "./beside-cpp.js";
import { spentBy } from "./spent.js";

export interface Box {
	readonly degree: 4 | 6;
	readonly directions: number;
	readonly extent: number;
}

export const sitesOf = ({ directions, extent }: Box) => extent ** directions;

/** The C++ program has the same couplings. */
const potentials: Readonly<Record<Box["degree"], readonly number[]>> = {
	4: [0, 0, -4, 0, 6.975],
	6: [0, 0, -4, 0, 6.975, 0, 0.5],
};
/** Site updates of one sample, which takes a millisecond or two. */
const updates = 3e6;
/** A trajectory: kernels may take several passes of it at once. */
const fewestPasses = 20;

interface Build {
	readonly instructions?: Instructions;
	/** false: pass by pass through the whole lattice, also where it exceeds the cache. */
	readonly waves?: boolean;
}

export function leapfrogTask(
	box: Box,
	precision: Precision,
	{ instructions, waves = true }: Build = {},
): CppCase["ours"] {
	const { exports: kernel, heap } = loadKernel(
		`samplers/hmc/simd/${precision}`,
		instructions,
	);
	const { lanes, field } = prepareKernel(kernel, heap, {
		shape: Array<number>(box.directions).fill(box.extent),
		precision,
		kinetic: 1,
		potential: potentials[box.degree],
		key: [1, 2],
	});
	if (!waves) kernel.configureWaves(box.extent, 1, heap.float64(1).address);
	const fields = field.view.map((_, x) => 0.3 * Math.sin(1.7 * x));
	const size = sitesOf(box) * lanes;
	const passes = Math.max(fewestPasses, evenPasses(size));
	const plan = schedule("leapfrog", passes, 1e-3);
	return {
		work: passes * size,
		run() {
			for (let lane = 0; lane < lanes; lane++) {
				field.view.set(fields);
				kernel.insert(lane, field.address);
			}
			kernel.refresh(0, 0);
			return Promise.resolve(
				spentBy(() => {
					kernel.integrate(
						plan.kicks,
						plan.kick0,
						plan.drift0,
						plan.drift1,
						plan.drift2,
					);
				}),
			);
		},
	};
}

/** Passes over so many sites that make a sample. */
export function evenPasses(sites: number): number {
	return 2 * Math.max(1, Math.round(updates / sites / 2));
}

/** Additions and multiplications of a site in one pass: neighbours, slope of the potential, kick and drift. */
export function operationsOf({ degree, directions }: Box): number {
	return 2 * directions + 7 + (degree === 6 ? 2 : 0);
}
