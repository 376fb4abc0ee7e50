/**
 * WebGPU: the backend of TensorFlow.js on Dawn, from the npm package `webgpu`. It needs only the
 * GPU's ordinary driver (Vulkan under Linux, Metal, Direct3D 12). It takes the fastest GPU, or the
 * one whose name contains LATTICEBENCH_GPU.
 */
import { createRequire } from "node:module";
import { registerBackend, removeBackend } from "@tensorflow/tfjs-core";
import { firstLine, messageOf } from "../../core/errors.js";
import { adapterFacts, chooseAdapter, listAdapters } from "../gpu/adapter.js";
import { Gpu, setActiveGpu } from "../gpu/gpu.js";
import { DeviceHealth } from "../gpu/health.js";
import { KernelTimer } from "../gpu/kernel-timer.js";
import { createLibraryBackend } from "../gpu/library-backend.js";
import { openDevice } from "../gpu/open-device.js";
import { loadVulkan } from "../gpu/vulkan-loader.js";
import { activate, coreVersion, cpuModel } from "./activate.js";
import type { BackendEntry, OpenedBackend } from "./entry.js";

const packageName = "@tensorflow/tfjs-backend-webgpu";

interface Opened {
	readonly facts: OpenedBackend;
	readonly gpu: Gpu;
	readonly health: DeviceHealth;
	close(): void;
}

let opened: Opened | null = null;

export const webgpu: BackendEntry = {
	name: "webgpu",
	label: "any GPU through WebGPU (Vulkan, Metal, Direct3D 12)",
	async open() {
		// A device that was lost, or failed once, gets no more work.
		if (opened?.health.ok === false) close();
		opened ??= await start();
		await activate("webgpu");
		setActiveGpu(opened.gpu);
		return opened.facts;
	},
	close,
};

/** Names of all adapters, best first. Empty if WebGPU does not start. */
export async function listGpus(): Promise<readonly string[]> {
	try {
		loadVulkan();
		return await listAdapters((await loadDawn()).create);
	} catch {
		// The backend itself reports the reason.
		return [];
	}
}

function close(): void {
	opened?.close();
	opened = null;
	setActiveGpu(null);
}

async function start(): Promise<Opened> {
	loadVulkan();
	const dawn = await loadDawn();
	const chosen = await chooseAdapter(dawn.create, process.env.LATTICEBENCH_GPU);
	const { adapter, name, driver, software } = chosen;
	const info = adapterFacts(adapter);
	const device = await openDevice(adapter);
	const health = new DeviceHealth(device, name);
	const timer = new KernelTimer(device);
	const library = await import("@tensorflow/tfjs-backend-webgpu");
	const backend = createLibraryBackend(library, device, info, health, timer);
	registerBackend("webgpu", () => backend);
	const gpu = new Gpu(device, chosen, health, timer, backend);
	return {
		gpu,
		health,
		facts: {
			device: software
				? { kind: "cpu", name: `${name} on ${cpuModel()}`, count: 1 }
				: { kind: "gpu", name, count: 1 },
			versions: {
				...coreVersion,
				[packageName]: versionOf(packageName),
				webgpu: versionOf("webgpu"),
				...(driver === "" ? {} : { "GPU driver": driver }),
			},
			...(software ? { onlyByName: `${name} computes on the CPU` } : {}),
		},
		close() {
			removeBackend("webgpu");
			gpu.release();
			timer.destroy();
			device.destroy();
		},
	};
}

/** Loads the package and puts its names where TensorFlow.js expects those of a browser. */
async function loadDawn(): Promise<typeof import("webgpu")> {
	try {
		const dawn = await import("webgpu");
		Object.assign(globalThis, dawn.globals);
		return dawn;
	} catch (error) {
		throw new Error(
			`Dawn does not load on ${process.platform}-${process.arch}: ${firstLine(messageOf(error))}`,
		);
	}
}

function versionOf(name: string): string {
	const require = createRequire(import.meta.url);
	const { version } = require(`${name}/package.json`) as { version: string };
	return version;
}
