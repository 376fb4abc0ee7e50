/**
 * Coupling flows in kernels on a GPU: training steps (loss, path gradient, Adam) and draws. They
 * are compared with the kernels on all cores of the same machine, and with the floor: multiply-adds
 * in registers, or a copy of what a step stores. The architectures are the samplers' defaults.
 */
import type { CouplingConfig } from "../samplers/coupling/config.js";
import { couplingFlow } from "../samplers/coupling/coupling.js";
import { passProducts } from "../samplers/coupling/work.js";
import { keptBytes, passesOf } from "./coupling-work.js";
import {
	type FlowTimes,
	cpuThreads as threads,
	timeCells,
	timeHeadings,
	timesOnGpu,
} from "./flow-gpu.js";
import { square } from "./flow-work.js";
import { type BenchGpu, onBenchGpu } from "./gpu.js";
import type { BenchPart } from "./part.js";
import { table } from "./rounds.js";

/** What training uses by default. */
const estimator = "path";

interface Sizes {
	readonly extents: readonly number[];
	readonly batch: number;
	readonly draws: number;
	/** Number of samples for the kernels on the CPU, whose cost is proportional to it. */
	readonly fewer: (extent: number) => number;
	readonly repeats: number;
}

const sizes: Sizes = {
	extents: [8, 16, 32, 64],
	batch: 256,
	draws: 4096,
	fewer: (extent) => (extent <= 16 ? 256 : 8 * threads),
	repeats: 5,
};

/** For adapters that compute on the CPU. */
const tinySizes: Sizes = {
	extents: [4],
	batch: 32,
	draws: 32,
	fewer: () => 32,
	repeats: 2,
};

const prior = (extent: number) =>
	({
		kind: "freeField",
		mass2: (4 / extent) ** 2,
		trainable: true,
		kinetic: 1,
	}) as const;

const shared = {
	conditioner: "convolutional",
	hidden: [8, 8],
	kernel: 3,
} as const;

const configs: Readonly<Record<string, (extent: number) => CouplingConfig>> = {
	realnvp: (extent) => ({
		...shared,
		layers: 16,
		transform: { kind: "affine" },
		prior: prior(extent),
		rescale: false,
	}),
	"neural-spline": (extent) => ({
		...shared,
		layers: 8,
		transform: { kind: "spline", bins: 8, bound: 5, odd: true },
		prior: prior(extent),
		rescale: true,
	}),
};

export const couplingGpu: BenchPart = {
	name: "coupling-gpu",
	label:
		"coupling flows on a GPU: training step with path gradients and Adam, and draws; milliseconds, the best of some",
	run: onBenchGpu(async (opened, tiny, print, save) => {
		const { device, multiplyAdds, bytes } = opened;
		const used = tiny ? tinySizes : sizes;
		print(
			`${device.name}: ${(multiplyAdds / 1e12).toPrecision(3)} T multiply-adds/s on registers, ${(bytes / 1e9).toPrecision(3)} GB/s copied; steps of ${used.batch} and draws of ${used.draws}; kernels of the CPU on ${threads} threads`,
		);
		const rows = [["", ...timeHeadings]];
		const results: (Timing | Refusal)[] = [];
		for (const [name, config] of Object.entries(configs))
			for (const extent of used.extents) {
				const result = await measure(
					name,
					config(extent),
					extent,
					used,
					opened,
				);
				results.push(result);
				rows.push(row(result));
				save({ device, multiplyAdds, bytes, threads, ...used, results });
			}
		for (const line of table(rows)) print(line);
	}),
};

interface Timing extends FlowTimes {
	readonly flow: string;
	readonly L: number;
}

/** A size that the device cannot take. */
interface Refusal {
	readonly flow: string;
	readonly L: number;
	readonly refused: string;
}

async function measure(
	name: string,
	config: CouplingConfig,
	extent: number,
	{ batch, draws, fewer, repeats }: Sizes,
	opened: BenchGpu,
): Promise<Timing | Refusal> {
	const lattice = square(extent);
	const { multiplyAdds, bytes } = opened;
	const products = passProducts(lattice, config) / multiplyAdds;
	const kept = keptBytes(lattice, config) / bytes;
	try {
		const times = await timesOnGpu(
			couplingFlow(lattice, config),
			{ estimator },
			{ batch, draws, fewer: fewer(extent), repeats },
			opened,
			{
				step: batch * Math.max(passesOf(estimator) * products, kept),
				// Fields are written; all else may stay on the chip.
				draw: draws * Math.max(products, (4 * lattice.sites) / bytes),
			},
		);
		return { flow: name, L: extent, ...times };
	} catch (error) {
		if (!(error instanceof RangeError)) throw error;
		return { flow: name, L: extent, refused: error.message };
	}
}

function row(result: Timing | Refusal): string[] {
	const cells =
		"refused" in result
			? timeHeadings.map((_, i) => (i === 0 ? result.refused : ""))
			: timeCells(result);
	return [`${result.flow} L=${result.L}`, ...cells];
}
