/**
 * The door to the raw device for our own WGSL kernels (files `.wgsl.ts`). TensorFlow.js uses the
 * same device. All work runs in the order in which it was requested.
 *
 *   const gpu = activeGpu();
 *   const double = await gpu.pipeline("double", source, "main", { n: 3 });
 *   const x = gpu.storage(new Float32Array([1, 2, 3]), "x");
 *   gpu.run([gpu.pass(double, [x], [1])]);
 *   const y = await gpu.read(x, new Float32Array(3));
 *   x.destroy();
 */
import { getBackend } from "@tensorflow/tfjs-core";
import type { DeviceHealth } from "./health.js";
import type { KernelTimer } from "./kernel-timer.js";
import type { GpuBuffer, Neighbour, Numbers, Pass } from "./pass.js";
import { Pipelines } from "./pipelines.js";

export type { GpuBuffer, Neighbour, Numbers, Pass } from "./pass.js";

export class Gpu {
	readonly limits: GPUSupportedLimits;
	readonly features: ReadonlySet<string>;
	/** Model, for example "NVIDIA H200". */
	readonly name: string;
	/** Whether a processor emulates the GPU. Then a thread costs what it computes, and idle threads are free. */
	readonly software: boolean;
	private readonly pipelines: Pipelines;
	private readonly live = new Set<GpuBuffer>();

	constructor(
		readonly device: GPUDevice,
		{ name, software }: { readonly name: string; readonly software: boolean },
		private readonly health: DeviceHealth,
		private readonly timer: KernelTimer,
		private readonly neighbour: Neighbour,
	) {
		this.name = name;
		this.software = software;
		this.limits = device.limits;
		this.features = device.features as ReadonlySet<string>;
		this.pipelines = new Pipelines(device, health);
	}

	/** Whether the device measures the time of kernels itself. */
	get timestamps(): boolean {
		return this.timer.available;
	}

	/** Number and total bytes of the buffers that were made here and not yet destroyed. */
	get memory(): { readonly buffers: number; readonly bytes: number } {
		let bytes = 0;
		for (const buffer of this.live) bytes += buffer.bytes;
		return { buffers: this.live.size, bytes };
	}

	/**
	 * Compiles an entry point. The same source, entry point and constants are compiled only once.
	 * Rejects with the compiler's message. The bindings are those that the entry point uses, all in
	 * group 0.
	 */
	pipeline(
		label: string,
		wgsl: string,
		entryPoint: string,
		constants: Readonly<Record<string, number>> = {},
	): Promise<GPUComputePipeline> {
		return this.pipelines.get(label, wgsl, entryPoint, constants);
	}

	/** A storage buffer of this many bytes (zeros), or one that holds these numbers. */
	storage(content: number | Numbers, label: string): GpuBuffer {
		return this.buffer(content, label, GPUBufferUsage.STORAGE);
	}

	/** A uniform buffer of this many bytes, or one that holds these numbers. write() changes them. */
	uniform(content: number | Numbers, label: string): GpuBuffer {
		return this.buffer(content, label, GPUBufferUsage.UNIFORM);
	}

	/** Changes a buffer: after everything that ran so far, before everything that runs next. */
	write(target: GpuBuffer, numbers: Numbers, byteOffset = 0): void {
		this.health.check();
		this.neighbour.flush();
		this.device.queue.writeBuffer(target.buffer, byteOffset, numbers);
	}

	/** Buffers in the order of their bindings in group 0. `workgroups` counts along x, y, z. */
	pass(
		pipeline: GPUComputePipeline,
		buffers: readonly GpuBuffer[],
		workgroups: readonly [x: number, y?: number, z?: number],
	): Pass {
		const [x, y = 1, z = 1] = workgroups;
		const most = this.limits.maxComputeWorkgroupsPerDimension;
		if (Math.max(x, y, z) > most)
			throw new RangeError(
				`${x} x ${y} x ${z} workgroups are more than the device takes, ${most} each way`,
			);
		const bindings = this.device.createBindGroup({
			layout: pipeline.getBindGroupLayout(0),
			entries: buffers.map(({ buffer }, binding) => ({
				binding,
				resource: { buffer },
			})),
		});
		return { pipeline, bindings, workgroups: [x, y, z] };
	}

	/** Submits passes as one command buffer. Each pass sees what the earlier ones wrote. */
	run(passes: readonly Pass[]): void {
		this.health.check();
		this.neighbour.flush();
		const encoder = this.device.createCommandEncoder();
		const compute = encoder.beginComputePass(this.timer.next());
		for (const { pipeline, bindings, workgroups } of passes) {
			compute.setPipeline(pipeline);
			compute.setBindGroup(0, bindings);
			compute.dispatchWorkgroups(...workgroups);
		}
		compute.end();
		this.device.queue.submit([encoder.finish()]);
		this.timer.submitted();
	}

	/** Fills `target` from the buffer when all earlier work is done. Throws if any of it failed. */
	async read<T extends Numbers>(
		source: GpuBuffer,
		target: T,
		byteOffset = 0,
	): Promise<T> {
		return this.health.guard(async () => {
			this.neighbour.flush();
			const staging = this.device.createBuffer({
				label: "read",
				size: target.byteLength,
				usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
			});
			try {
				const encoder = this.device.createCommandEncoder();
				encoder.copyBufferToBuffer(
					source.buffer,
					byteOffset,
					staging,
					0,
					target.byteLength,
				);
				this.device.queue.submit([encoder.finish()]);
				await staging.mapAsync(GPUMapMode.READ);
				const bytes = new Uint8Array(
					target.buffer,
					target.byteOffset,
					target.byteLength,
				);
				bytes.set(new Uint8Array(staging.getMappedRange()));
				return target;
			} finally {
				staging.destroy();
			}
		});
	}

	/** Resolves when all requested work is done. Throws if any of it failed. */
	async idle(): Promise<void> {
		await this.health.guard(async () => {
			this.neighbour.flush();
			await this.device.queue.onSubmittedWorkDone();
		});
	}

	/** Seconds that all kernels took since the device was opened, ours and the library's. 0 without timestamps. */
	async kernelSeconds(): Promise<number> {
		return this.health.guard(() => {
			this.neighbour.flush();
			return this.timer.seconds();
		});
	}

	/** Frees every buffer and pipeline. */
	release(): void {
		for (const buffer of this.live) buffer.destroy();
		this.pipelines.clear();
	}

	private buffer(
		content: number | Numbers,
		label: string,
		usage: GPUBufferUsageFlags,
	): GpuBuffer {
		this.health.check();
		const bytes = typeof content === "number" ? content : content.byteLength;
		const most =
			usage === GPUBufferUsage.UNIFORM
				? this.limits.maxUniformBufferBindingSize
				: this.limits.maxStorageBufferBindingSize;
		if (bytes > most)
			throw new RangeError(
				`${label}: ${bytes} bytes in one buffer; the device takes ${most}`,
			);
		const buffer = this.device.createBuffer({
			label,
			size: Math.max(4, Math.ceil(bytes / 4) * 4),
			usage: usage | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
		});
		if (typeof content !== "number")
			this.device.queue.writeBuffer(buffer, 0, content);
		const { live } = this;
		const counted: GpuBuffer = {
			buffer,
			bytes,
			destroy() {
				if (live.delete(counted)) buffer.destroy();
			},
		};
		live.add(counted);
		return counted;
	}
}

let opened: Gpu | null = null;

/** For tensor/backends/webgpu.ts, which opens devices. */
export function setActiveGpu(gpu: Gpu | null): void {
	opened = gpu;
}

/** The device of the active backend. Throws when that is not webgpu. */
export function activeGpu(): Gpu {
	if (opened === null || getBackend() !== "webgpu")
		throw new Error(`the active backend is ${getBackend()}, not webgpu`);
	return opened;
}
