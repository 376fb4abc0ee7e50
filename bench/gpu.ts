/** Opens the GPU for benchmarks and measures what it can do at best. */
import { messageOf } from "../core/errors.js";
import { openBackend } from "../tensor/backend.js";
import type { Device } from "../tensor/device.js";
import { copyBandwidth } from "../tensor/gpu/bandwidth.js";
import { activeGpu, type Gpu } from "../tensor/gpu/gpu.js";
import { multiplyAddRate } from "./gpu-arithmetic.js";
import type { BenchPart, BenchSetting } from "./part.js";

export interface BenchGpu {
	readonly gpu: Gpu;
	readonly device: Device;
	/** Multiply-adds of float32 per second in registers. */
	readonly multiplyAdds: number;
	/** Bytes read plus bytes written per second. */
	readonly bytes: number;
}

/**
 * Opens the webgpu backend and measures the device. Returns a sentence if there is no GPU. An
 * adapter that computes on the CPU is used only if LATTICEBENCH_GPU names it or `software` allows
 * it.
 */
async function openBenchGpu(software = false): Promise<BenchGpu | string> {
	let device: Device;
	try {
		({ device } = await openBackend("webgpu"));
	} catch (error) {
		return messageOf(error);
	}
	const named = (process.env.LATTICEBENCH_GPU ?? "") !== "";
	if (device.kind === "cpu" && !named && !software)
		return `${device.name} is no GPU; name it in LATTICEBENCH_GPU to measure it all the same`;
	const gpu = activeGpu();
	const bytes = device.kind === "cpu" ? 1 << 22 : 1 << 28;
	return {
		gpu,
		device,
		multiplyAdds: await multiplyAddRate(gpu),
		bytes: await copyBandwidth(gpu, bytes),
	};
}

/** A benchmark that needs a GPU: it runs where there is one. `tiny` asks for sizes that only show that it runs. */
export function onBenchGpu(
	work: (
		opened: BenchGpu,
		tiny: boolean,
		print: (line: string) => void,
		save: BenchSetting["save"],
	) => Promise<void>,
): BenchPart["run"] {
	return async (print, { rehearsal, save }) => {
		const opened = await openBenchGpu(rehearsal);
		if (typeof opened === "string") return print(`not measured: ${opened}`);
		await work(opened, rehearsal || opened.device.kind === "cpu", print, save);
	};
}
