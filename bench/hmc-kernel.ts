/**
 * The leapfrog passes of the HMC kernel compared with the same loops in C++ and with the floor of their arithmetic:
 * phi^4 and phi^6 in two dimensions, phi^4 on lattices that exceed the caches, and in three and four dimensions.
 */
import type { Precision } from "../samplers/chain/engine.js";
import { type CppCase, compareWithCpp } from "./beside-cpp.js";
import {
	type Box,
	evenPasses,
	leapfrogTask,
	operationsOf,
	sitesOf,
} from "./leapfrog.js";
import type { BenchPart } from "./part.js";

type Widths = Readonly<Record<Precision, readonly number[]>>;

const square = (degree: Box["degree"], extents: readonly number[]) =>
	extents.map((extent): Box => ({ degree, directions: 2, extent }));

const widths: Widths = {
	float32: [4, 8, 16, 32],
	float64: [2, 4, 8, 16],
};

export const hmcKernel = part({
	name: "hmc-kernel",
	what: "phi^4 and phi^6 in 2D",
	boxes: [...square(4, [8, 16, 32, 64]), ...square(6, [16, 64])],
	widths,
});

/** C++ has few chains here, more would only need more memory. A sample of ours is a trajectory of 0.1 seconds. */
export const hmcKernelLarge = part({
	name: "hmc-kernel-large",
	what: "phi^4 in 2D beyond the caches",
	boxes: square(4, [256, 1024]),
	widths: { float32: [4, 8], float64: [2, 4] },
	samples: 3,
});

export const hmcKernelBoxes = part({
	name: "hmc-kernel-boxes",
	what: "phi^4 in 3D and 4D",
	boxes: [
		{ degree: 4, directions: 3, extent: 16 },
		{ degree: 4, directions: 3, extent: 32 },
		{ degree: 4, directions: 4, extent: 8 },
	],
	widths,
});

function part(given: {
	readonly name: string;
	readonly what: string;
	readonly boxes: readonly Box[];
	readonly widths: Widths;
	readonly samples?: number;
}): BenchPart {
	const { name, what, boxes, ...comparison } = given;
	return {
		name,
		label: `leapfrog of ${what}, one thread, 1e9 site updates per second; C++ is g++ -O3 -ffast-math at its best width`,
		compares: true,
		run: (print, setting) =>
			compareWithCpp(
				{
					source: "leapfrog.cpp",
					headings: ["precision", "degree", "lattice"],
					cases: cases(setting.rehearsal ? boxes.slice(0, 1) : boxes),
					unit: 1e9,
					decimals: 2,
					...comparison,
				},
				print,
				setting,
			),
	};
}

function* cases(boxes: readonly Box[]): Iterable<CppCase> {
	for (const precision of ["float32", "float64"] as const)
		for (const box of boxes) {
			const { degree, directions, extent } = box;
			yield {
				cells: [precision, String(degree), `${extent}^${directions}`],
				precision,
				ours: leapfrogTask(box, precision),
				operations: operationsOf(box),
				theirs(chains) {
					const size = sitesOf(box) * chains;
					const passes = evenPasses(size);
					return {
						line: `${precision} ${degree} ${directions} ${extent} ${chains} ${passes}`,
						work: passes * size,
					};
				},
			};
		}
}
