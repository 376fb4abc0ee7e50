/** Buffers and launches of the equivariant flow's GPU kernels. */
import type { Polynomial } from "../../../actions/action.js";
import type { Gpu, GpuBuffer, Numbers, Pass } from "../../../tensor/gpu/gpu.js";
import type { CnfModel } from "../model.js";
import type { SplineGrid } from "../nodes.js";
import { sliceOffsets } from "./common.wgsl.js";
import {
	type CnfBinding,
	type CnfKernelSource,
	callWords,
	sumPairs,
} from "./kernel.wgsl.js";
import { type CnfKernelName, cnfKernels, learning } from "./kernels.js";
import {
	type GpuCnfLimits,
	mostOperations,
	mostRegions,
	mostSlices,
	sampleCapacity,
	shapeOn,
} from "./limits.js";
import { adjointOperations, fieldOperations } from "./operations.wgsl.js";
import type { CnfShape } from "./shape.wgsl.js";

export type CallWords = Partial<Record<(typeof callWords)[number], number>> & {
	readonly count: number;
	readonly steps: number;
};

export type CnfBuffers = Partial<Record<CnfBinding, GpuBuffer>>;

export class GpuCnfDevice {
	readonly shape: CnfShape;
	private readonly operations: number;
	private readonly kernels: ReturnType<typeof cnfKernels>;
	private readonly sources = new Map<CnfKernelName, CnfKernelSource>();
	private readonly buffers: CnfBuffers = {};
	/** Dispatches that wait to be submitted together, and the uniform buffer of each. */
	private waiting: Pass[] = [];
	private readonly calls: GpuBuffer[] = [];
	private learning = 1;

	constructor(
		private readonly gpu: Gpu,
		model: CnfModel,
		grid: SplineGrid,
		action: Polynomial,
		chosen: GpuCnfLimits,
	) {
		this.operations = chosen.operations ?? mostOperations;
		this.shape = shapeOn(gpu, model, grid, chosen);
		this.kernels = cnfKernels(this.shape, model.times, action);
	}

	/** Number of samples that the device can hold, with `slots` fields each. */
	capacity(slots: number): number {
		return sampleCapacity(this.gpu, this.shape.sites * slots);
	}

	/** Makes room for this many samples. */
	reserve(count: number, slots: number): void {
		const { sites } = this.shape;
		this.buffer("stages", count * slots * sites);
		this.reserveWork(count);
		this.buffer("sums", 2 * sumPairs * count);
	}

	/** Makes room for the gradients of the workgroups. */
	reserveSlices(count: number, steps: number): void {
		const { words } = sliceOffsets(this.shape, 2 * steps + 1);
		this.learning = Math.min(count, mostSlices(this.gpu, words));
		this.buffer("slices", this.learning * words);
		this.buffer("output", words);
	}

	/** Runs the trajectories of all samples in dispatches of bounded work. */
	async integrate(
		shared: CallWords,
		how: {
			readonly back?: boolean;
			readonly keep?: boolean;
			readonly source?: number;
			readonly slot?: number;
		},
	): Promise<void> {
		const { source = 0, slot = 0, keep = false } = how;
		const operations = 4 * fieldOperations(this.shape);
		for (const [begin, end] of this.parts(shared, operations)) {
			const here = slot + (keep ? 4 * begin : 0);
			await this.launch("integrate", {
				...shared,
				begin,
				end,
				back: how.back === true ? 1 : 0,
				source: begin === 0 ? source : here,
				slot: here,
				keep: keep ? 1 : 0,
			});
			if (end < shared.steps) this.submit();
		}
	}

	/** Runs a kernel that goes through the steps, in dispatches of bounded work. */
	async inParts(name: CnfKernelName, shared: CallWords): Promise<void> {
		const operations = 4 * adjointOperations(this.shape, name !== "score");
		for (const [begin, end] of this.parts(shared, operations)) {
			await this.launch(name, { ...shared, begin, end });
			if (end < shared.steps) this.submit();
		}
	}

	/**
	 * Adds a dispatch to the waiting ones. They are submitted before the next read, write or change
	 * of buffers. `workgroups` is needed if there is not one workgroup for each of `count`.
	 */
	async launch(
		name: CnfKernelName,
		words: CallWords,
		buffers: CnfBuffers = {},
		workgroups?: readonly [number, number],
	): Promise<void> {
		this.reserveWork(words.count);
		const source = this.source(name);
		const pipeline = await this.gpu.pipeline(
			`cnf ${name}`,
			source.wgsl,
			"main",
		);
		const groups = this.groups(name, words.count);
		const at = sliceOffsets(this.shape, 2 * words.steps + 1);
		const values: CallWords = {
			...words,
			groups,
			scratch: 2 * words.count * this.shape.sites,
			words: at.words,
			nodes: at.nodes,
			traces: at.traces,
			scales: at.scales,
		};
		const call = this.callBuffer(
			Uint32Array.from(callWords, (word) => values[word] ?? 0),
		);
		const bound = source.bindings.map((binding) => {
			const buffer = buffers[binding] ?? this.buffers[binding];
			if (buffer === undefined) throw new Error(`${name} needs ${binding}`);
			return buffer;
		});
		this.waiting.push(
			this.gpu.pass(pipeline, [call, ...bound], workgroups ?? [groups]),
		);
	}

	/** A buffer of at least this many words. It is kept, but loses its content when it grows. */
	buffer(binding: CnfBinding, words: number): GpuBuffer {
		const known = this.buffers[binding];
		if (known !== undefined && known.bytes >= 4 * words) return known;
		this.submit();
		known?.destroy();
		const buffer = this.gpu.storage(4 * words, binding);
		this.buffers[binding] = buffer;
		return buffer;
	}

	write(binding: CnfBinding, numbers: Numbers): void {
		this.submit();
		this.gpu.write(this.buffer(binding, numbers.length), numbers);
	}

	read(binding: CnfBinding, words: number, from = 0): Promise<Float32Array> {
		this.submit();
		return this.gpu.read(
			this.buffer(binding, from + words),
			new Float32Array(words),
			4 * from,
		);
	}

	dispose(): void {
		for (const call of this.calls) call.destroy();
		for (const buffer of Object.values(this.buffers)) buffer.destroy();
	}

	private submit(): void {
		if (this.waiting.length > 0) this.gpu.run(this.waiting);
		this.waiting = [];
	}

	/** A dispatch that waits has its own uniform buffer, so its words stay valid until it runs. */
	private callBuffer(words: Uint32Array<ArrayBuffer>): GpuBuffer {
		const index = this.waiting.length;
		this.calls[index] ??= this.gpu.uniform(4 * words.length, "call");
		this.gpu.write(this.calls[index], words);
		return this.calls[index];
	}

	private reserveWork(count: number): void {
		const { sites, regionWords } = this.shape;
		const regions = regionWords === 0 ? 0 : Math.min(count, mostRegions);
		this.buffer("work", 2 * count * sites + regions * regionWords);
	}

	private groups(name: CnfKernelName, count: number): number {
		const most = this.shape.regionWords === 0 ? count : mostRegions;
		return Math.min(count, most, learning.has(name) ? this.learning : count);
	}

	/** Ranges [begin, end) of steps, one for each dispatch. */
	*parts(
		{ count, steps }: CallWords,
		operations: number,
	): Generator<readonly [number, number]> {
		const most = Math.floor(this.operations / (operations * count));
		const size = Math.max(1, most);
		for (let begin = 0; begin < steps; begin += size)
			yield [begin, Math.min(steps, begin + size)];
	}

	private source(name: CnfKernelName): CnfKernelSource {
		const source = this.sources.get(name) ?? this.kernels[name]();
		this.sources.set(name, source);
		return source;
	}
}
