/** Buffers and launches of the equivariant flow's GPU kernels. */
import type { LocalAction } from "../../../actions/action.js";
import type { Gpu, GpuBuffer } from "../../../tensor/gpu/gpu.js";
import {
	backwardKernel,
	continuousKernel,
	scoreKernel,
} from "../../../tensor/kernels/wgsl/cnf-adjoint.js";
import { sliceOffsets } from "../../../tensor/kernels/wgsl/cnf-common.js";
import {
	actionKernel,
	collectKernel,
	collectThreads,
	correctKernel,
	priorAdjointKernel,
} from "../../../tensor/kernels/wgsl/cnf-ends.js";
import {
	integrateKernel,
	priorInverseKernel,
	priorKernel,
	priorScoreKernel,
} from "../../../tensor/kernels/wgsl/cnf-integrate.js";
import {
	type CnfBinding,
	type CnfKernelSource,
	callWords,
	sumPairs,
} from "../../../tensor/kernels/wgsl/cnf-kernel.js";
import {
	adjointOperations,
	fieldOperations,
} from "../../../tensor/kernels/wgsl/cnf-operations.js";
import {
	type CnfShape,
	cnfShape,
} from "../../../tensor/kernels/wgsl/cnf-shape.js";
import { geometryTable, inVectors } from "./gpu-tables.js";
import type { CnfModel } from "./model.js";
import type { CnfTables } from "./tables.js";

/** Change of the image that ends the inverse's iterations. */
const tolerance = 2e-6;
/** Bytes of the fields kept, and of the workgroups' gradients, at most. */
const mostStageBytes = 2 ** 31;
const mostSliceBytes = 2 ** 28;
/** Workgroups with gradients of their own: as many as keep a large device busy. */
const mostLearning = 1024;
/** Workgroups with a region of global memory. */
const mostRegions = 512;
/** Operations of one dispatch: a fraction of a second on a small GPU. */
const mostOperations = 2e11;

export type CnfKernelName =
	| "prior"
	| "integrate"
	| "action"
	| "slopes"
	| "priorScore"
	| "score"
	| "backward"
	| "continuous"
	| "priorAdjoint"
	| "collect"
	| "correct"
	| "priorInverse";

type CallWords = Partial<Record<(typeof callWords)[number], number>> & {
	readonly count: number;
	readonly slots: number;
	readonly steps: number;
};

type Buffers = Partial<Record<CnfBinding, GpuBuffer>>;

export class GpuCnfMemory {
	readonly shape: CnfShape;
	readonly #gpu: Gpu;
	readonly #tables: CnfTables;
	readonly #sources: Readonly<Record<CnfKernelName, () => CnfKernelSource>>;
	readonly #known = new Map<CnfKernelName, CnfKernelSource>();
	readonly #call: GpuBuffer;
	readonly #buffers: Buffers = {};
	#learning = 0;

	constructor(
		gpu: Gpu,
		model: CnfModel,
		tables: CnfTables,
		action: LocalAction,
		workgroupBytes?: number,
	) {
		this.#gpu = gpu;
		this.#tables = tables;
		const { limits } = gpu;
		const shape = cnfShape({
			shape: model.lattice.shape,
			bonds: model.config.bonds,
			orbits: model.orbits.count,
			rows: tables.grid.rows,
			spacing: tables.grid.spacing,
			workgroupBytes: workgroupBytes ?? limits.maxComputeWorkgroupStorageSize,
			workgroupThreads: limits.maxComputeInvocationsPerWorkgroup,
		});
		this.shape = shape;
		this.#sources = {
			prior: () => priorKernel(shape),
			integrate: () => integrateKernel(shape),
			action: () => actionKernel(shape, action, false),
			slopes: () => actionKernel(shape, action, true),
			priorScore: () => priorScoreKernel(shape),
			score: () => scoreKernel(shape),
			backward: () => backwardKernel(shape),
			continuous: () => continuousKernel(shape),
			priorAdjoint: () => priorAdjointKernel(shape),
			collect: () => collectKernel(shape),
			correct: () => correctKernel(shape, tolerance),
			priorInverse: () => priorInverseKernel(shape),
		};
		this.#call = gpu.uniform(4 * callWords.length, "call");
		this.#buffers.geometry = gpu.storage(geometryTable(model), "geometry");
	}

	/** Samples whose fields, so many each, the device holds. */
	capacity(slots: number): number {
		const { maxStorageBufferBindingSize, maxComputeWorkgroupsPerDimension } =
			this.#gpu.limits;
		const bytes = Math.min(mostStageBytes, maxStorageBufferBindingSize);
		const most = Math.floor(bytes / (4 * this.shape.sites * slots));
		return Math.max(1, Math.min(most, maxComputeWorkgroupsPerDimension));
	}

	reserve(count: number, slots: number): void {
		const { sites, regionWords } = this.shape;
		const regions = regionWords === 0 ? 0 : Math.min(count, mostRegions);
		this.#atLeast("stages", count * slots * sites);
		this.#atLeast("work", 2 * count * sites + regions * regionWords);
		this.#atLeast("sums", 2 * sumPairs * count);
	}

	reserveSlices(count: number, steps: number): void {
		const { words } = sliceOffsets(this.shape, 2 * steps + 1);
		const bytes = Math.min(
			mostSliceBytes,
			this.#gpu.limits.maxStorageBufferBindingSize,
		);
		const most = Math.max(1, Math.floor(bytes / (4 * words)));
		this.#learning = Math.min(count, most, mostLearning);
		this.#atLeast("slices", this.#learning * words);
		this.#atLeast("output", words);
	}

	writeNodes(): void {
		const { channels, rows } = this.shape;
		const nodes = new Float32Array(channels * rows);
		this.#tables.writeNodes(nodes);
		this.#gpu.write(
			this.#atLeast("nodes", nodes.length),
			inVectors(nodes, rows, this.shape),
		);
	}

	writeTimes(steps: number, scales: Float32Array): void {
		const { channels, orbits, rows } = this.shape;
		const times = 2 * steps + 1;
		const multipliers = new Float32Array(times * channels * orbits);
		const profiles = new Float32Array(orbits + times * rows);
		profiles.set(scales);
		this.#tables.writeTimes(steps, multipliers, profiles.subarray(orbits));
		this.#gpu.write(
			this.#atLeast("multipliers", multipliers.length),
			inVectors(multipliers, orbits, this.shape),
		);
		this.#gpu.write(this.#atLeast("profiles", profiles.length), profiles);
	}

	/** Trajectories of all samples, in dispatches of bounded work. */
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
		for (const [begin, end] of this.#parts(shared, operations)) {
			const here = slot + (keep ? 4 * begin : 0);
			await this.launch(
				"integrate",
				{
					...shared,
					begin,
					end,
					back: how.back === true ? 1 : 0,
					source: begin === 0 ? source : here,
					slot: here,
					keep: keep ? 1 : 0,
				},
				{},
			);
		}
	}

	/** A kernel that goes through the steps, in dispatches of bounded work. */
	async inParts(name: CnfKernelName, shared: CallWords): Promise<void> {
		const operations = 4 * adjointOperations(this.shape, name !== "score");
		for (const [begin, end] of this.#parts(shared, operations))
			await this.launch(name, { ...shared, begin, end }, {});
	}

	async launch(
		name: CnfKernelName,
		words: CallWords,
		buffers: Buffers,
	): Promise<void> {
		const source = this.#source(name);
		const pipeline = await this.#gpu.pipeline(
			`cnf ${name}`,
			source.wgsl,
			"main",
		);
		const groups = this.#groups(name, words.count);
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
		this.#gpu.write(
			this.#call,
			Uint32Array.from(callWords, (word) => values[word] ?? 0),
		);
		const bound = source.bindings.map((binding) => {
			const buffer = buffers[binding] ?? this.#buffers[binding];
			if (buffer === undefined) throw new Error(`${name} needs ${binding}`);
			return buffer;
		});
		const workgroups =
			name === "collect"
				? Math.min(1024, Math.ceil(at.words / collectThreads))
				: groups;
		this.#gpu.run([
			this.#gpu.pass(pipeline, [this.#call, ...bound], [workgroups]),
		]);
	}

	async sums(count: number) {
		const values = await this.#read("sums", 2 * sumPairs * count);
		return Array.from({ length: count }, (_, i) => {
			const at = 2 * sumPairs * i;
			return {
				divergence: values[at] + values[at + 1],
				squares: values[at + 2] + values[at + 3],
				S: values[at + 4] + values[at + 5],
			};
		});
	}

	/** How far the inverse of each sample is off. */
	async misses(count: number) {
		const values = await this.#read("sums", 2 * sumPairs * count);
		return Array.from({ length: count }, (_, i) => ({
			miss: values[2 * sumPairs * i + 6],
			done: values[2 * sumPairs * i + 7] === 1,
		}));
	}

	gradients(steps: number): Promise<Float32Array> {
		const { words } = sliceOffsets(this.shape, 2 * steps + 1);
		return this.#read("output", words);
	}

	dispose(): void {
		this.#call.destroy();
		for (const buffer of Object.values(this.#buffers)) buffer.destroy();
	}

	#read(binding: CnfBinding, words: number): Promise<Float32Array> {
		return this.#gpu.read(
			this.#atLeast(binding, words),
			new Float32Array(words),
		);
	}

	/** Workgroups of a kernel; those that learn have gradients of their own. */
	#groups(name: CnfKernelName, count: number): number {
		const learns =
			name === "backward" ||
			name === "continuous" ||
			name === "priorAdjoint" ||
			name === "collect";
		const most = this.shape.regionWords === 0 ? count : mostRegions;
		return Math.min(count, most, learns ? this.#learning : count);
	}

	/** [begin, end) of steps that go into one dispatch each. */
	*#parts(
		{ count, steps }: CallWords,
		operations: number,
	): Generator<readonly [number, number]> {
		const most = Math.max(1, Math.floor(mostOperations / (operations * count)));
		for (let begin = 0; begin < steps; begin += most)
			yield [begin, Math.min(steps, begin + most)];
	}

	#source(name: CnfKernelName): CnfKernelSource {
		const source = this.#known.get(name) ?? this.#sources[name]();
		this.#known.set(name, source);
		return source;
	}

	#atLeast(binding: CnfBinding, words: number): GpuBuffer {
		const known = this.#buffers[binding];
		if (known !== undefined && known.bytes >= 4 * words) return known;
		known?.destroy();
		const buffer = this.#gpu.storage(4 * words, binding);
		this.#buffers[binding] = buffer;
		return buffer;
	}
}
