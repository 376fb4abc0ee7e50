/**
 * Latent normals made on the device. Number by number, they are those of samplers/flow/latent.ts to
 * float32 rounding. On a fast GPU, making them on the host would take longer than the whole
 * training step of a coupling flow.
 */
import type { Gpu, GpuBuffer, Pass } from "../../../tensor/gpu/gpu.js";
import { rowOfWorkgroups } from "../../../tensor/gpu/program.js";
import type { StreamKey } from "../latent.js";
import { latentNormals, latentWorkgroup } from "./latent.wgsl.js";

export class GpuLatent {
	readonly #gpu: Gpu;
	readonly #reals: number;
	readonly #step: GpuBuffer;
	#last: { readonly buffer: GpuBuffer; count: number; pass: Pass } | null =
		null;

	constructor(gpu: Gpu, reals: number) {
		this.#gpu = gpu;
		this.#reals = reals;
		this.#step = gpu.uniform(new Uint32Array(6), "latent numbers");
	}

	/** Writes samples `first ... first + count - 1` of the stream, [count, reals], to the front of the buffer. */
	async fill(
		buffer: GpuBuffer,
		key: StreamKey,
		first: number,
		count: number,
	): Promise<void> {
		if (this.#last?.buffer !== buffer || this.#last.count !== count) {
			const threads = count * Math.ceil(this.#reals / 4);
			const pass = this.#gpu.pass(
				await this.#gpu.pipeline("latent normals", latentNormals, "main"),
				[this.#step, buffer],
				rowOfWorkgroups(threads, latentWorkgroup),
			);
			this.#last = { buffer, count, pass };
		}
		const high = Math.floor(first / 0x100000000);
		const words = [this.#reals, count, first, high, ...key];
		this.#gpu.write(this.#step, Uint32Array.from(words));
		this.#gpu.run([this.#last.pass]);
	}

	dispose(): void {
		this.#step.destroy();
	}
}
