/**
 * The equivariant flow in kernels on a GPU: training steps (loss, gradient, Adam) and draws. They
 * are compared with the kernels on all cores of the same machine, and with the floor: the
 * instructions of the fields and their adjoints (samplers/continuous/gpu/operations.wgsl.ts) at the
 * rate of multiply-adds in registers. The first sizes are the sampler's defaults, and the others
 * those of the published flow (arXiv:2207.00283), as in the benchmark `cnf`.
 */
import { equivariantCnf } from "../samplers/continuous/equivariant-cnf.js";
import { equivariantCnfFlow } from "../samplers/continuous/flow.js";
import {
	adjointOperations,
	fieldOperations,
} from "../samplers/continuous/gpu/operations.wgsl.js";
import type { GradientEstimator } from "../samplers/flow/flow.js";
import {
	type FlowTimes,
	cpuThreads as threads,
	timeCells,
	timeHeadings,
	timesOnGpu,
} from "./flow-gpu.js";
import { actionOn, square } from "./flow-work.js";
import { type BenchGpu, onBenchGpu } from "./gpu.js";
import type { BenchPart } from "./part.js";
import { table } from "./rounds.js";

interface Size {
	readonly extent: number;
	readonly batch: number;
	readonly steps: number;
	readonly timeModes: number;
	readonly estimator: GradientEstimator;
}

const published = { steps: 50, timeModes: 10, estimator: "total" } as const;
const ours = { steps: 10, timeModes: 3, estimator: "path" } as const;

const sizes: readonly Size[] = [
	{ extent: 8, batch: 4096, ...ours },
	{ extent: 16, batch: 2048, ...ours },
	{ extent: 32, batch: 512, ...ours },
	{ extent: 64, batch: 256, ...ours },
	{ extent: 8, batch: 256, ...published },
	{ extent: 16, batch: 256, ...published },
];

/** For adapters that compute on the CPU. */
const tinySizes: readonly Size[] = [{ extent: 4, batch: 32, ...ours }];

/** Number of samples for the kernels on the CPU, whose cost is proportional to it. */
function fewer({ extent, batch, steps }: Size): number {
	const each = 4 * steps * extent ** 2;
	return Math.min(batch, Math.max(32 * threads, Math.floor(4e7 / each)));
}

export const cnfGpu: BenchPart = {
	name: "cnf-gpu",
	label:
		"equivariant flow on a GPU: training step with Adam, and draw of as many; 50 features, bonds 20 and 20; milliseconds, the best of some",
	run: onBenchGpu(async (opened, tiny, print, save) => {
		const { device, multiplyAdds } = opened;
		print(
			`${device.name}: ${(multiplyAdds / 1e12).toPrecision(3)} T multiply-adds/s on registers; kernels of the CPU on ${threads} threads`,
		);
		const results: Result[] = [];
		for (const size of tiny ? tinySizes : sizes) {
			results.push(await measure(size, opened, tiny ? 1 : 4));
			save({ device, threads, multiplyAddsPerSecond: multiplyAdds, results });
		}
		const rows = results.map((result) => [
			`L=${result.extent}`,
			...[result.batch, result.steps, result.estimator].map(String),
			...timeCells(result),
		]);
		const heading = ["", "batch", "RK4 steps", "gradient", ...timeHeadings];
		for (const line of table([heading, ...rows])) print(line);
	}),
};

type Result = Size & FlowTimes;

async function measure(
	size: Size,
	opened: BenchGpu,
	repeats: number,
): Promise<Result> {
	const { extent, batch, steps, timeModes, estimator } = size;
	const options = equivariantCnf.options.parse({ timeModes });
	const flow = equivariantCnfFlow(actionOn(square(extent)), options);
	const shape = { shape: [extent, extent], bonds: options.bonds };
	const field = fieldOperations(shape);
	const score = estimator === "path" ? adjointOperations(shape, false) : 0;
	const stages = (4 * steps * batch) / opened.multiplyAdds;
	const times = await timesOnGpu(
		flow,
		{ settings: { steps }, estimator },
		{ batch, draws: batch, fewer: fewer(size), repeats },
		opened,
		{
			step: stages * (field + score + adjointOperations(shape, true)),
			draw: stages * field,
		},
	);
	return { ...size, ...times };
}
