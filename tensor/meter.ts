/**
 * What a GPU reports besides wall time: when it is done, how long its kernels took, and how much
 * energy it drew. A CPU needs no meter, because its work is done when the call returns.
 *
 *   const meter = openMeter(backend);
 *   await meter?.settle();
 *   const { kernelSeconds, energyJoules } = (await meter?.read()) ?? {};
 */
import { cudaGpus } from "./backends/nvidia.js";
import type { Backend } from "./device.js";
import { activeGpu } from "./gpu/gpu.js";
import { gpuOf, openPowerMeter, type PowerMeter } from "./power.js";
import * as tf from "./tf.js";

/** Sums since the meter was opened. A quantity is absent if the device or its driver does not report it. */
export interface Reading {
	/** Time of the kernels by the device's own clock, without transfers and waiting. */
	readonly kernelSeconds?: number;
	/** Energy of the whole board, including idle power. */
	readonly energyJoules?: number;
}

export interface DeviceMeter {
	/** Resolves when all requested work on the device is done. Throws if it failed. */
	settle(): Promise<void>;
	read(): Promise<Reading>;
	close(): void;
}

/** The meter of the active backend, or undefined if that computes within the calls. */
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

/** The device has one stream of work. When a last small result arrives, all earlier work is done. */
async function settle(): Promise<void> {
	const last = tf.tidy(() => tf.add(tf.scalar(0), 1));
	await last.data();
	last.dispose();
}
