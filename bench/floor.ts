/**
 * Measures what a machine can do at best on one thread: arithmetic in registers, and copies through
 * memory. A benchmark divides its operations and bytes by these rates. The larger of the two times
 * is the floor of its kernels.
 */
import { loadKernel } from "../core/kernels/load.js";
import type { Precision } from "../samplers/chain/engine.js";
import type { RoundTask } from "./rounds.js";
import { spentBy } from "./spent.js";

export interface Machine {
	/** Multiplications and additions of float32 per second, with 128-bit SIMD on one thread. */
	readonly operations: number;
	/** Bytes read and written per second by a copy that exceeds all caches, on one thread. */
	readonly bytes: number;
}

/** Work of a task on all threads together. */
export interface Work {
	/** Number of multiplications and additions. */
	readonly operations: number;
	/** Bytes that must be written once and read once. */
	readonly bytes: number;
}

const loops = 1_000_000;
const operationsOfRun = 64 * loops;

export function measureMachine(): Machine {
	return { operations: operationRate(), bytes: copyRate() };
}

/**
 * A task that takes as long as the arithmetic of `operations` for each unit of work does at best on one thread. It
 * takes turns with what it bounds, since a busy machine slows both.
 */
export function floorTask(
	work: number,
	operations: number,
	precision: Precision,
): RoundTask {
	// Half as many numbers of float64 in a register.
	const share = precision === "float32" ? 1 : 2;
	const times = (share * work * operations) / operationsOfRun;
	const peak = peakKernel();
	return {
		name: "floor",
		work,
		run() {
			const { seconds, coreSeconds } = spentBy(peak);
			return Promise.resolve({
				seconds: times * seconds,
				coreSeconds: times * coreSeconds,
			});
		},
	};
}

/** The least number of seconds that the work takes on `threads` threads that do not disturb each other. */
export function floorOf(
	{ operations, bytes }: Work,
	machine: Machine,
	threads: number,
): number {
	const arithmetic = operations / machine.operations;
	const traffic = bytes / machine.bytes;
	return Math.max(arithmetic, traffic) / threads;
}

function peakKernel(): () => void {
	const { exports } = loadKernel("bench/native/peak");
	return () => {
		exports.multiplyAdds(loops, 0.5);
	};
}

function operationRate(): number {
	return operationsOfRun / shortest(20, peakKernel());
}

function copyRate(): number {
	const length = 1 << 24;
	const from = new Float32Array(length).fill(1);
	const to = new Float32Array(length);
	return (8 * length) / shortest(8, () => to.set(from));
}

function shortest(repeats: number, task: () => void): number {
	let seconds = Number.POSITIVE_INFINITY;
	for (let i = 0; i < repeats; i++) {
		const start = performance.now();
		task();
		seconds = Math.min(seconds, (performance.now() - start) / 1000);
	}
	return seconds;
}

/** "12.3 G operations, 4.5 MB". */
export function describeWork({ operations, bytes }: Work): string {
	return `${(operations / 1e9).toPrecision(3)} G operations, ${(bytes / 1e6).toPrecision(3)} MB`;
}

export function describeMachine({ operations, bytes }: Machine): string {
	return `a thread at best: ${(operations / 1e9).toFixed(1)} G operations a second on registers, ${(bytes / 1e9).toFixed(1)} GB/s copied`;
}
