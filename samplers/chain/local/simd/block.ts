/** One block of chains on a kernel of local updates: its memory, and its steps by name. */

import { type Block, loadKernel } from "../../../../core/kernels/load.js";
import { createLattice } from "../../../../core/lattice.js";
import {
	type Couplings,
	type LocalSetup,
	mostSweeps,
	type Step,
	type Tuned,
	tallyNames,
} from "../program.js";
import { type Coloring, colorSites } from "./coloring.js";
import type { UpdateBlock } from "./job.js";

type ScalarStep = Exclude<Step["kind"], "flux">;
type Optional =
	| ScalarStep
	| "configureShift"
	| "configureWidth"
	| "configureClusters";
/** That of the clusters has all steps, and each other one those that its sampler uses. */
type WholeKernel = KernelModules["samplers/cluster/simd/float64"];
type LocalKernel = Omit<WholeKernel, Optional> &
	Partial<Pick<WholeKernel, Optional>>;

/** Bytes of random words, of samplers/chain/local/simd/block.as.ts: 32 groups of 64 bytes. */
const wordBytes = 32 * 64;

export class LocalBlock implements UpdateBlock {
	/** Chains in the block: 4 in float32, 2 in float64. */
	readonly lanes: number;
	readonly #kernel: LocalKernel;
	readonly #coloring: Coloring;
	readonly #transfer: Block<Float32Array> | Block<Float64Array>;
	readonly #results: Float64Array;

	constructor({ kernel, shape, precision, couplings, key }: LocalSetup) {
		const single = precision === "float32";
		this.lanes = single ? 4 : 2;
		const loaded = loadKernel(`${kernel}/${precision}`);
		const { heap } = loaded;
		const exports: LocalKernel = loaded.exports;
		this.#kernel = exports;
		const lattice = createLattice(shape);
		const { sites } = lattice;
		this.#coloring = colorSites(lattice);
		const { links, table, starts } = this.#coloring;
		const reals = (length: number) =>
			single ? heap.float32(length) : heap.float64(length);
		const offsets = heap.int32(table.length);
		const places = heap.int32(starts.length);
		const fields = reals(this.lanes * sites);
		const words = heap.int32(wordBytes / 4);
		const results = heap.float64((2 + tallyNames.length) * this.lanes);
		this.#transfer = reals(sites);
		// A stack or labels of the sites, and their sums.
		const scratch =
			exports.configureClusters === undefined
				? undefined
				: heap.float64(2 * sites + 8);
		offsets.view.set(table.map((position) => position * 16));
		places.view.set(starts);
		this.#results = results.view;
		exports.configureLattice(
			sites,
			links,
			offsets.address,
			places.address,
			starts.length - 1,
		);
		exports.configureBuffers(fields.address, words.address, results.address);
		if (scratch !== undefined) exports.configureClusters?.(scratch.address);
		exports.configureKey(key[0], key[1]);
		this.setCouplings(couplings);
	}

	setCouplings({ kinetic, quadratic, quartic, sextic }: Couplings): void {
		this.#kernel.configureAction(kinetic, quadratic, quartic, sextic);
	}

	setTuned({ shift, width }: Tuned): void {
		if (shift !== undefined) this.#kernel.configureShift?.(shift);
		if (width !== undefined) this.#kernel.configureWidth?.(width);
	}

	/** Copies one configuration in, sites in row-major order. */
	insert(lane: number, fields: Float32Array | Float64Array): void {
		const { view, address } = this.#transfer;
		const { order } = this.#coloring;
		for (let at = 0; at < order.length; at++) view[at] = fields[order[at]];
		this.#kernel.insert(lane, address);
	}

	extract(lane: number, fields: Float32Array | Float64Array): void {
		const { view, address } = this.#transfer;
		const { order } = this.#coloring;
		this.#kernel.extract(lane, address);
		for (let at = 0; at < order.length; at++) fields[order[at]] = view[at];
	}

	/** One update of the chains from number `chain` on; then S, M and the tallies are those of its end. */
	update(number: number, chain: number, steps: readonly Step[]): void {
		this.#kernel.begin();
		this.sweep(number, chain, steps);
		this.#kernel.measure();
	}

	/** The sweeps of an update without what is measured after them. */
	sweep(number: number, chain: number, steps: readonly Step[]): void {
		for (let index = 0; index < steps.length; index++) {
			const { kind, count } = steps[index];
			this.#kernel[kind as ScalarStep]?.(
				number,
				chain,
				index * mostSweeps,
				count,
			);
		}
	}

	/** S of each lane with the present couplings. */
	measure(): void {
		this.#kernel.measure();
	}

	action(lane: number): number {
		return this.#results[lane];
	}

	total(lane: number): number {
		return this.#results[this.lanes + lane];
	}

	tally(which: number, lane: number): number {
		return this.#results[(2 + which) * this.lanes + lane];
	}
}
