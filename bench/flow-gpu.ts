/**
 * A flow in kernels on a GPU: training steps and draws, beside the kernels on all cores of the same
 * machine, and beside the floor that a benchmark states.
 */
import { availableParallelism } from "node:os";
import type { Flow, FlowCall } from "../samplers/flow/flow.js";
import { gpuEngine } from "../samplers/flow/gpu/engine.js";
import {
	actionOn,
	best,
	measure,
	milliseconds,
	type Timing,
	workOf,
} from "./flow-work.js";
import type { BenchGpu } from "./gpu.js";

/** Threads of the kernels on the CPU. */
export const cpuThreads = Math.min(16, availableParallelism());

export interface FlowTimes {
	readonly stepSeconds: number;
	/** Of the step, by the device's timestamps; null if it has none. */
	readonly stepKernelSeconds: number | null;
	readonly stepFloorSeconds: number;
	readonly drawSeconds: number;
	readonly drawFloorSeconds: number;
	/** The same work in the kernels of the CPU, on all threads. */
	readonly cpuStepSeconds: number;
	readonly cpuDrawSeconds: number;
}

interface Sizes {
	/** Samples of a step. */
	readonly batch: number;
	/** Samples of a draw. */
	readonly draws: number;
	/** Samples for the kernels on the CPU, whose cost is proportional to them. */
	readonly fewer: number;
	readonly repeats: number;
}

/** @throws RangeError if the device cannot hold the flow */
export async function timesOnGpu(
	flow: Flow,
	call: FlowCall,
	{ batch, draws, fewer, repeats }: Sizes,
	{ gpu }: BenchGpu,
	floor: Timing,
): Promise<FlowTimes> {
	const engine = await gpuEngine(flow, actionOn(flow.lattice));
	const { train, draw } = workOf(flow, engine, call);
	const stepSeconds = await best(repeats, train(batch));
	const before = await gpu.kernelSeconds();
	await train(batch)(repeats + 1);
	const inKernels = (await gpu.kernelSeconds()) - before;
	const drawSeconds = await best(repeats, draw(draws));
	engine.dispose();
	const cpu = await measure(flow, fewer, 2, call, cpuThreads);
	return {
		stepSeconds,
		stepKernelSeconds: gpu.timestamps ? inKernels : null,
		stepFloorSeconds: floor.step,
		drawSeconds,
		drawFloorSeconds: floor.draw,
		cpuStepSeconds: (cpu.step * batch) / fewer,
		cpuDrawSeconds: (cpu.draw * draws) / fewer,
	};
}

export const timeHeadings = [
	...["step", "kernels", "of the floor", "CPU / GPU"],
	...["draw", "of the floor", "CPU / GPU"],
];

export function timeCells(times: FlowTimes): string[] {
	const { stepSeconds, stepKernelSeconds, drawSeconds } = times;
	return [
		milliseconds(stepSeconds),
		stepKernelSeconds === null ? "not timed" : milliseconds(stepKernelSeconds),
		percent(times.stepFloorSeconds / stepSeconds),
		(times.cpuStepSeconds / stepSeconds).toPrecision(3),
		milliseconds(drawSeconds),
		percent(times.drawFloorSeconds / drawSeconds),
		(times.cpuDrawSeconds / drawSeconds).toPrecision(3),
	];
}

function percent(part: number): string {
	return `${(100 * part).toPrecision(2)} %`;
}
