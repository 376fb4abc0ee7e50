/**
 * What a GPU says of itself beside the wall clock: when it is done, how long its kernels took, and what
 * energy it drew. Nothing of it exists for a CPU, whose work is done when the call returns.
 */
import { cudaGpus } from "./backends/nvidia.js";
import type { Backend } from "./device.js";
import { activeGpu } from "./gpu/gpu.js";
import { gpuOf, openPowerMeter, type PowerMeter } from "./power.js";
import * as tf from "./tf.js";

/** Sums since the meter was opened; what the device or its driver does not tell is absent. */
export interface Reading {
	/** Time of kernels by the device's own clock; transfers and waiting are not in it. */
	readonly kernelSeconds?: number;
	/** Energy of the whole board, idle power included. */
	readonly energyJoules?: number;
}

export interface DeviceMeter {
	/** Everything that was asked of the device is done. Throws when it failed. */
	settle(): Promise<void>;
	read(): Promise<Reading>;
	close(): void;
}

/** For the active backend; nothing where that computes in the calls themselves. */
export function openMeter(backend: Backend): DeviceMeter | undefined {
	if (backend.name === "webgpu") {
		const gpu = activeGpu();
		const power =
			backend.device.kind === "gpu"
				? openPowerMeter(gpuOf(gpu.name, process.pid))
				: undefined;
		return {
			settle: () => gpu.idle(),
			read: async () => ({
				...(gpu.timestamps ? { kernelSeconds: await gpu.kernelSeconds() } : {}),
				...energyOf(power),
			}),
			close: () => power?.close(),
		};
	}
	if (backend.device.kind === "cpu") return undefined;
	const power = openPowerMeter(cudaGpus());
	return {
		settle,
		read: async () => energyOf(power),
		close: () => power?.close(),
	};
}

function energyOf(power: PowerMeter | undefined): Reading {
	const energyJoules = power?.joules();
	return energyJoules === undefined ? {} : { energyJoules };
}

/** One stream of work: the arrival of a last small result means that all before it is done. */
async function settle(): Promise<void> {
	const last = tf.tidy(() => tf.add(tf.scalar(0), 1));
	await last.data();
	last.dispose();
}
