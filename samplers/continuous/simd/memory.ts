/** The memory of the kernel: tables, accumulators and work space on its heap, and numbers that go in and out. */
import type { Polynomial } from "../../../actions/action.js";
import {
	type Block,
	type LoadedKernel,
	loadKernel,
} from "../../../core/kernels/load.js";
import { neighbours } from "../../../core/lattice.js";
import { writeHartleyPlan } from "../../../tensor/kernels/hartley-plan.js";
import type { CnfModel } from "../model.js";
import type { CnfTables } from "../tables.js";
import { allocateTime, type CnfKernel, lanes, type Time } from "./kernel.js";

export class CnfMemory {
	readonly exports: CnfKernel;
	/** Spline coefficients of the channels, and their gradient: [rows, channels]. */
	readonly table: Block<Float32Array>;
	readonly tableGradient: Block<Float32Array>;
	/** sigma_k / V of each orbit, and its gradient for four samples. */
	readonly scales: Block<Float32Array>;
	readonly scaleGradient: Block<Float32Array>;
	/** Four vectors [V] of four samples. */
	readonly vectors: readonly Block<Float32Array>[];
	/** Sums of four samples. The kernel uses those from 0 on, callers those from 16 on. */
	readonly sums: Block<Float64Array>;
	readonly #sites: number;
	readonly #kernel: LoadedKernel<CnfKernel>;
	readonly #tables: CnfTables;
	/** Rows of numbers that go in and out. */
	readonly #rows: Block<Float32Array>;
	readonly #potential: Block<Float32Array>;
	readonly #near: Block<Int32Array>;
	readonly #dimension: number;
	readonly #mark: number;

	constructor(model: CnfModel, tables: CnfTables, action: Polynomial | null) {
		this.#tables = tables;
		this.#kernel = loadKernel("samplers/continuous/simd/continuous");
		const { heap, exports } = this.#kernel;
		this.exports = exports;
		const { lattice } = model;
		const { sites, dimension } = lattice;
		const { count, of } = model.orbits;
		const { channels, grid } = tables;
		const longest = Math.max(...lattice.shape);
		this.#sites = sites;
		this.#dimension = dimension;
		const plan = writeHartleyPlan(heap, lattice, "float32");
		const orbitOf = heap.int32(sites);
		orbitOf.view.set(of.map((orbit) => 16 * orbit));
		this.table = heap.float32(channels * grid.rows);
		this.tableGradient = heap.float32(channels * grid.rows);
		this.scales = heap.float32(count);
		this.scaleGradient = heap.float32(count * lanes);
		this.#near = heap.int32(2 * dimension * sites);
		this.#near.view.set(neighbours(lattice).map((site) => 16 * site));
		this.#potential = heap.float32(action?.potential.length ?? 1);
		this.#rows = heap.float32(lanes * sites);
		this.vectors = [0, 1, 2, 3].map(() => heap.float32(lanes * sites));
		this.sums = heap.float64(32);
		const work = heap.uint8(exports.bytesOfWork(sites, longest, channels / 4));
		exports.configureField(
			sites,
			longest,
			channels / 4,
			count,
			grid.rows,
			1 / grid.spacing,
			plan,
			orbitOf.address,
			this.table.address,
			this.tableGradient.address,
			work.address,
		);
		exports.configureVectors(sites, longest, channels / 4, work.address);
		this.setAction(action ?? { kinetic: 0, potential: [0] });
		this.#mark = heap.mark();
	}

	/** Sets the action. Its degree must not exceed that of the first one. */
	setAction({ kinetic, potential }: Polynomial): void {
		this.#potential.view.fill(0);
		this.#potential.view.set(potential);
		this.exports.configureEnds(
			this.scales.address,
			this.scaleGradient.address,
			this.#near.address,
			this.#dimension,
			kinetic,
			this.#potential.address,
			this.#potential.length - 1,
		);
	}

	/** Allocates tables and stages for another number of steps. Frees the earlier ones. */
	allocate(steps: number): Time {
		this.#kernel.heap.reset(this.#mark);
		return allocateTime(this.#kernel, this.#tables, steps);
	}

	/** Calls `each` for blocks of at most four samples. */
	blocks(total: number, each: (first: number, count: number) => void): void {
		for (let first = 0; first < total; first += lanes) {
			const count = Math.min(lanes, total - first);
			this.exports.setCount(count);
			each(first, count);
		}
	}

	/** Copies samples [V] from rows to vectors at the address `to`. */
	read(from: Float32Array, first: number, count: number, to: number): void {
		const rows = from.subarray(
			first * this.#sites,
			(first + count) * this.#sites,
		);
		this.#rows.view.set(rows);
		this.exports.pack(this.#rows.address, to, count);
	}

	write(from: number, to: Float32Array, first: number, count: number): void {
		this.exports.unpack(from, this.#rows.address, count);
		to.set(
			this.#rows.view.subarray(0, count * this.#sites),
			first * this.#sites,
		);
	}

	copy(from: Block<Float32Array>, to: Block<Float32Array>): void {
		to.view.set(from.view.subarray(0, lanes * this.#sites));
	}
}
