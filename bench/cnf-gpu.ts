/**
 * The equivariant flow in kernels on a GPU: training steps (loss, gradient, Adam) and draws. They
 * are compared with the kernels on all cores of the same machine, and with the floor: the
 * instructions of the fields and their adjoints (samplers/continuous/gpu/operations.wgsl.ts) at the
 * rate of multiply-adds in registers. The first sizes are the sampler's defaults, and the others
 * those of the published flow (arXiv:2207.00283), as in the benchmark `cnf`.
 */
import { availableParallelism } from "node:os";
import { phi4 } from "../actions/scalar/phi4.js";
import { createLattice } from "../core/lattice.js";
import { createRandom } from "../core/random.js";
import { equivariantCnf } from "../samplers/continuous/equivariant-cnf.js";
import { equivariantCnfFlow } from "../samplers/continuous/flow.js";
import {
	adjointOperations,
	fieldOperations,
} from "../samplers/continuous/gpu/operations.wgsl.js";
import type { FlowEngine } from "../samplers/flow/engine.js";
import type { FlowCall, GradientEstimator } from "../samplers/flow/flow.js";
import { gpuEngine } from "../samplers/flow/gpu/engine.js";
import { fusedEngine } from "../samplers/flow/simd/engine.js";
import { adamState, adamStep, norm } from "../samplers/flow/training/adam.js";
import { type BenchGpu, openBenchGpu } from "./gpu.js";
import type { BenchPart } from "./part.js";
import { table } from "./rounds.js";

const threads = Math.min(16, availableParallelism());

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
	async run(print, { rehearsal, save }) {
		const opened = await openBenchGpu(rehearsal);
		if (typeof opened === "string") {
			print(`not measured: ${opened}`);
			return;
		}
		const { device, multiplyAdds } = opened;
		const tiny = rehearsal || device.kind === "cpu";
		print(
			`${device.name}: ${(multiplyAdds / 1e12).toPrecision(3)} T multiply-adds/s on registers; kernels of the CPU on ${threads} threads`,
		);
		const results: Result[] = [];
		for (const size of tiny ? tinySizes : sizes) {
			results.push(await measure(size, opened, tiny ? 1 : 4));
			save({ device, threads, multiplyAddsPerSecond: multiplyAdds, results });
		}
		for (const line of table([heading, ...results.map(rowOf)])) print(line);
	},
};

interface Result extends Size {
	readonly stepSeconds: number;
	/** Time of the step by the device's own clock. Absent if the device has none. */
	readonly kernelSeconds?: number;
	readonly stepFloorSeconds: number;
	readonly drawSeconds: number;
	readonly drawFloorSeconds: number;
	/** Time of the CPU's kernels divided by that of the GPU, for the same number of samples. */
	readonly stepRatio: number;
	readonly drawRatio: number;
}

const heading = [
	"",
	"batch",
	"RK4 steps",
	"gradient",
	"step",
	"kernels",
	"of the floor",
	"CPU / GPU",
	"draw",
	"of the floor",
	"CPU / GPU",
];

function rowOf(result: Result): string[] {
	return [
		`L=${result.extent}`,
		String(result.batch),
		String(result.steps),
		result.estimator,
		ms(result.stepSeconds),
		result.kernelSeconds === undefined ? "not timed" : ms(result.kernelSeconds),
		percent(result.stepFloorSeconds / result.stepSeconds),
		result.stepRatio.toPrecision(3),
		ms(result.drawSeconds),
		percent(result.drawFloorSeconds / result.drawSeconds),
		result.drawRatio.toPrecision(3),
	];
}

async function measure(
	size: Size,
	{ gpu, multiplyAdds }: BenchGpu,
	repeats: number,
): Promise<Result> {
	const { extent, batch, steps, timeModes, estimator } = size;
	const action = phi4.create(createLattice([extent, extent]), {
		m2: -4,
		lambda: 6.975,
	});
	const options = equivariantCnf.options.parse({ timeModes });
	const flow = equivariantCnfFlow(action, options);
	const call: FlowCall = { settings: { steps }, estimator };
	const initial = flow.initialise(createRandom("bench"));
	const on = (engine: FlowEngine, samples: number) => {
		const state = adamState(initial);
		const stream = createRandom("bench");
		return {
			train: async (step: number) => {
				const parameters = Float32Array.from(state.parameters);
				const { gradient } = await engine.gradient(
					parameters,
					stream,
					step,
					samples,
					call,
				);
				adamStep(state, gradient, norm(gradient), 1e-3, {
					beta1: 0.8,
					beta2: 0.9,
					clip: 10,
				});
			},
			draw: async (step: number) => {
				const parameters = Float32Array.from(state.parameters);
				await engine.sample(parameters, stream, step * samples, samples, call);
			},
		};
	};
	const engine = await gpuEngine(flow, action);
	const { train, draw } = on(engine, batch);
	const stepSeconds = await best(repeats, train);
	const before = await gpu.kernelSeconds();
	await train(repeats + 1);
	const kernelSeconds = (await gpu.kernelSeconds()) - before;
	const drawSeconds = await best(repeats, draw);
	engine.dispose();

	const few = fewer(size);
	const cpu = fusedEngine(flow, action, threads);
	const beside = on(cpu, few);
	const cpuStep = (await best(1, beside.train)) / few;
	const cpuDraw = (await best(1, beside.draw)) / few;
	cpu.dispose();

	const shape = { shape: [extent, extent], bonds: options.bonds };
	const field = fieldOperations(shape);
	const score = estimator === "path" ? adjointOperations(shape, false) : 0;
	const stages = 4 * steps * batch;
	return {
		...size,
		stepSeconds,
		...(gpu.timestamps ? { kernelSeconds } : {}),
		stepFloorSeconds:
			(stages * (field + score + adjointOperations(shape, true))) /
			multiplyAdds,
		drawSeconds,
		drawFloorSeconds: (stages * field) / multiplyAdds,
		stepRatio: (cpuStep * batch) / stepSeconds,
		drawRatio: (cpuDraw * batch) / drawSeconds,
	};
}

/** Seconds. The first run, which compiles and allocates, does not count. */
async function best(
	repeats: number,
	run: (step: number) => Promise<void>,
): Promise<number> {
	let shortest = Number.POSITIVE_INFINITY;
	for (let step = 0; step <= repeats; step++) {
		const start = performance.now();
		await run(step);
		const seconds = (performance.now() - start) / 1000;
		if (step > 0) shortest = Math.min(shortest, seconds);
	}
	return shortest;
}

function ms(seconds: number): string {
	return (1000 * seconds).toPrecision(3);
}

function percent(part: number): string {
	return `${(100 * part).toPrecision(2)} %`;
}
