/**
 * A sequence of dispatches that runs as one command buffer, any number of times. Kernels are named
 * with their buffers first and then compiled together. The program owns the buffers that are made
 * through it.
 */
import type { Gpu, GpuBuffer, Numbers, Pass } from "./gpu.js";

export type Workgroups = readonly [x: number, y?: number, z?: number];

interface Dispatch {
	readonly pipeline: Promise<GPUComputePipeline>;
	readonly buffers: readonly GpuBuffer[];
	readonly workgroups: Workgroups;
}

export class Program {
	private readonly dispatches: Dispatch[] = [];
	private readonly buffers: GpuBuffer[] = [];
	private readonly uniforms = new Map<string, GpuBuffer>();

	constructor(readonly gpu: Gpu) {}

	/** Adds a dispatch of the entry point `main`. Buffers come in the order of their bindings. */
	add(
		label: string,
		wgsl: string,
		buffers: readonly GpuBuffer[],
		workgroups: Workgroups,
	): void {
		const pipeline = this.gpu.pipeline(label, wgsl, "main");
		// build() reports this failure, perhaps after that of another kernel.
		pipeline.catch(() => {});
		this.dispatches.push({ pipeline, buffers, workgroups });
	}

	/** A buffer of this many zeros, or of these numbers. */
	storage(content: number | Numbers, label: string): GpuBuffer {
		const buffer = this.gpu.storage(
			typeof content === "number" ? 4 * content : content,
			label,
		);
		this.buffers.push(buffer);
		return buffer;
	}

	/**
	 * A uniform buffer of unsigned numbers, followed by float32 numbers. Equal constants share one
	 * buffer, which nobody writes.
	 */
	constants(
		unsigned: readonly number[],
		floats: readonly number[] = [],
	): GpuBuffer {
		const key = `${unsigned.join(" ")} ${floats.join(" ")}`;
		const known = this.uniforms.get(key);
		if (known !== undefined) return known;
		const words = new Uint32Array(unsigned.length + floats.length);
		words.set(unsigned);
		new Float32Array(words.buffer).set(floats, unsigned.length);
		const buffer = this.gpu.uniform(words, "constants");
		this.uniforms.set(key, buffer);
		this.buffers.push(buffer);
		return buffer;
	}

	/** The passes, when all kernels are compiled. Throws the message of the first compiler that failed. */
	async build(): Promise<Pass[]> {
		const { gpu } = this;
		return Promise.all(
			this.dispatches.map(async ({ pipeline, buffers, workgroups }) =>
				gpu.pass(await pipeline, buffers, workgroups),
			),
		);
	}

	dispose(): void {
		for (const buffer of this.buffers) buffer.destroy();
	}
}

/** Workgroups of `size` threads for `count` items in a row. A long row continues in the second direction. */
export function rowOfWorkgroups(count: number, size: number): Workgroups {
	const groups = Math.max(1, Math.ceil(count / size));
	const most = 32_768;
	return groups <= most ? [groups] : [most, Math.ceil(groups / most)];
}
