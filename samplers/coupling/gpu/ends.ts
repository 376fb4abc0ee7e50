/**
 * The dispatches at both ends of the flow: transposition from rows to columns, the action, and sums
 * over sites for the host.
 */

import type { Gpu, GpuBuffer, Pass } from "../../../tensor/gpu/gpu.js";
import type { ColumnProgram } from "./columns.js";
import {
	actionGradient,
	siteProducts,
	siteSums,
	sitesWorkgroup,
	toColumns,
	toRows,
	transposeTile,
} from "./ends.wgsl.js";
import type { GpuModel } from "./model.js";

/** For sums, the sites are cut into at most this many chunks. */
const mostChunks = 32;

export interface Chunks {
	/** Number of sites in a chunk. */
	readonly size: number;
	readonly count: number;
}

export function chunksOf(sites: number): Chunks {
	const size = Math.ceil(sites / mostChunks);
	return { size, count: Math.ceil(sites / size) };
}

/** Numbers in the result of `addSums`. */
export function sumsSize(sites: number, stride: number): number {
	return 4 * chunksOf(sites).count * stride;
}

/** The factor that multiplies the transposed numbers. */
export type ScaleFactor = "one" | "scale" | "inverseScale";

/** A transposition to or from a buffer of the engine, which is named only when the program runs. */
export class Port {
	readonly #gpu: Gpu;
	readonly #pass: (buffer: GpuBuffer) => Promise<Pass>;
	#last: { readonly buffer: GpuBuffer; readonly pass: Pass } | null = null;

	constructor(
		program: ColumnProgram,
		model: GpuModel,
		direction: "in" | "out",
		factor: ScaleFactor,
		columns: GpuBuffer,
	) {
		this.#gpu = program.gpu;
		const { stride } = program;
		const { sites } = model.lattice;
		const which = ["one", "scale", "inverseScale"].indexOf(factor);
		const source = direction === "in" ? toColumns : toRows;
		const pipeline = this.#gpu.pipeline(`rows ${direction}`, source, "main");
		pipeline.catch(() => {});
		const constants = program.constants([stride, sites, which]);
		this.#pass = async (rows) =>
			this.#gpu.pass(
				await pipeline,
				[
					constants,
					model.call,
					...(direction === "in" ? [rows, columns] : [columns, rows]),
				],
				[Math.ceil(sites / transposeTile), Math.ceil(stride / transposeTile)],
			);
	}

	async pass(buffer: GpuBuffer): Promise<Pass> {
		if (this.#last?.buffer !== buffer)
			this.#last = { buffer, pass: await this.#pass(buffer) };
		return this.#last.pass;
	}
}

/** Sums of -z^2 / 2 - log slopes and, with `fields`, of S. Writes one partial sum per chunk to `result`. */
export function addSums(
	program: ColumnProgram,
	model: GpuModel,
	latent: GpuBuffer,
	logSlopes: GpuBuffer,
	fields: GpuBuffer | null,
	result: GpuBuffer,
): void {
	const chunks = chunksOf(model.lattice.sites);
	program.add(
		"sums over sites",
		siteSums(fields !== null),
		[
			localConstants(program, model, chunks.size),
			model.call,
			latent,
			logSlopes,
			result,
			...(fields === null ? [] : [fields, model.neighbours]),
		],
		program.threads(chunks.count, sitesWorkgroup),
	);
}

/** d loss / d fields before the common factor: from S, and from the score if there is one. */
export function addActionGradient(
	program: ColumnProgram,
	model: GpuModel,
	fields: GpuBuffer,
	score: GpuBuffer | null,
	gradient: GpuBuffer,
): void {
	program.add(
		"gradient of the action",
		actionGradient(score !== null),
		[
			localConstants(program, model, 0),
			model.call,
			model.neighbours,
			fields,
			gradient,
			...(score === null ? [] : [score]),
		],
		program.threads(model.lattice.sites, sitesWorkgroup),
	);
}

/**
 * The sum over sites of factor a b, in chunks, to `result` from number `base` on. `factor` is a row
 * of the prior's factors.
 */
export function addProducts(
	program: ColumnProgram,
	model: GpuModel,
	factor: number,
	a: GpuBuffer,
	b: GpuBuffer,
	result: GpuBuffer,
	base: number,
): void {
	const { sites } = model.lattice;
	const chunks = chunksOf(sites);
	program.add(
		"products over sites",
		siteProducts,
		[
			program.constants([program.stride, sites, chunks.size, base, factor]),
			model.prior.factors,
			a,
			b,
			result,
		],
		program.threads(chunks.count, sitesWorkgroup),
	);
}

function localConstants(
	program: ColumnProgram,
	model: GpuModel,
	chunk: number,
): GpuBuffer {
	const { lattice, action } = model;
	const potential = [0, 1, 2, 3, 4].map((k) => action.potential[k] ?? 0);
	return program.constants(
		[program.stride, lattice.sites, 2 * lattice.dimension, chunk, 0],
		[action.kinetic, ...potential],
	);
}

/** Adds up the chunks of `addSums` for each sample: log q without its constant, and S. */
export function collectSums(
	sums: Float32Array,
	sites: number,
	stride: number,
	logDensity: Float64Array,
	action: Float64Array | null,
): void {
	const chunks = chunksOf(sites).count;
	for (let i = 0; i < logDensity.length; i++) {
		let density = 0;
		let value = 0;
		for (let chunk = 0; chunk < chunks; chunk++) {
			const at = 4 * chunk * stride + i;
			density += sums[at] + sums[at + stride];
			value += sums[at + 2 * stride] + sums[at + 3 * stride];
		}
		logDensity[i] = density;
		if (action !== null) action[i] = value;
	}
}
