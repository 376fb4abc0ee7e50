/**
 * The WebGPU backend of TensorFlow.js on a device that we opened. It adds what a long run needs:
 * every read of a result reports errors of the device, the memory kept for reuse has a bound, the
 * device times the kernels, and the elementary functions are accurate.
 */
import type { BackendValues } from "@tensorflow/tfjs-core";
import type { Neighbour } from "./gpu.js";
import type { DeviceHealth } from "./health.js";
import type { KernelTimer } from "./kernel-timer.js";
import { withPreciseFunctions } from "./precise-ops.js";

type Library = typeof import("@tensorflow/tfjs-backend-webgpu");
type Base = InstanceType<Library["WebGPUBackend"]>;

/** Private fields of the library that we use. */
interface Internals {
	readonly commandEncoder: GPUCommandEncoder | null;
	readonly bufferManager: {
		readonly freeBuffers: Map<string, GPUBuffer[]>;
		numFreeBuffers: number;
		numBytesUsed: number;
		numBytesAllocated: number;
	};
}

export interface LibraryBackend extends Base, Neighbour {
	/** Bytes that may be held beyond twice the peak of memory in use. */
	reserve: number;
}

/** A backend to register as "webgpu". Its disposal leaves the device to the owner. */
export function createLibraryBackend(
	{ WebGPUBackend }: Library,
	device: GPUDevice,
	info: unknown,
	health: DeviceHealth,
	timer: KernelTimer,
): LibraryBackend {
	class OwnedBackend extends WebGPUBackend {
		reserve = 256 * 2 ** 20;
		private peak = 0;

		private get internals(): Internals {
			return this as unknown as Internals;
		}

		override ensureCommandEncoderReady(): void {
			const before = this.internals.commandEncoder;
			super.ensureCommandEncoderReady();
			const encoder = this.internals.commandEncoder;
			if (encoder === null || encoder === before) return;
			const begin = encoder.beginComputePass.bind(encoder);
			encoder.beginComputePass = (descriptor) =>
				begin(
					descriptor?.timestampWrites === undefined
						? { ...descriptor, ...timer.next() }
						: descriptor,
				);
		}

		override submitQueue(): void {
			super.submitQueue();
			timer.submitted();
			this.trim();
		}

		flush(): void {
			if (this.internals.commandEncoder === null) return;
			this.endComputePassEncoder();
			this.submitQueue();
		}

		override runWebGPUProgram(
			...parameters: Parameters<Base["runWebGPUProgram"]>
		): ReturnType<Base["runWebGPUProgram"]> {
			health.check();
			return super.runWebGPUProgram(...parameters);
		}

		override read(dataId: object): Promise<BackendValues> {
			return health.guard(() => super.read(dataId));
		}

		/**
		 * Reads only data that is on the host. The library's synchronous read from the device needs a
		 * browser's canvas.
		 */
		override readSync(dataId: object): BackendValues {
			const { values, dtype } = this.tensorMap.get(dataId);
			if (values == null && dtype !== "complex64" && dtype !== "string")
				throw new Error(
					"results on a GPU cannot be read synchronously: await data() or array()",
				);
			return super.readSync(dataId);
		}

		/**
		 * The library keeps every buffer that it ever made for the next request of the same size. Steps
		 * that repeat find all their buffers again. This frees the buffers of other sizes.
		 */
		private trim(): void {
			const manager = this.internals.bufferManager;
			this.peak = Math.max(this.peak, manager.numBytesUsed);
			if (manager.numBytesAllocated <= 2 * this.peak + this.reserve) return;
			this.peak = manager.numBytesUsed;
			for (const buffers of manager.freeBuffers.values()) {
				for (const buffer of buffers) {
					manager.numBytesAllocated -= buffer.size;
					buffer.destroy();
				}
				manager.numFreeBuffers -= buffers.length;
				buffers.length = 0;
			}
		}
	}
	const compile = device.createShaderModule.bind(device);
	device.createShaderModule = (descriptor) =>
		compile({ ...descriptor, code: withPreciseFunctions(descriptor.code) });
	return inBrowser(() => new OwnedBackend(device, info as GPUAdapterInfo));
}

/** The library requires `navigator.gpu` when it starts. It uses it nowhere else. */
function inBrowser<T>(work: () => T): T {
	const before = Object.getOwnPropertyDescriptor(globalThis, "navigator");
	Object.defineProperty(globalThis, "navigator", {
		value: { gpu: true },
		configurable: true,
	});
	try {
		return work();
	} finally {
		if (before === undefined) Reflect.deleteProperty(globalThis, "navigator");
		else Object.defineProperty(globalThis, "navigator", before);
	}
}
