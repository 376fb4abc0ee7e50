/**
 * Everything that is measured of links, in one pass of a kernel over two configurations at once, in float64.
 * Loops, lines and staples share their products. In four dimensions a link costs 22 products of matrices
 * with rectangles up to 3 x 3, and 1 x 2 rectangles cost nothing extra.
 *
 *   const measurer = new LinkMeasurer(space, [[1, 1], [2, 2]]);
 *   const { loops: [plaquette, larger] } = measurer.measure(fields);
 */
import { linkAlgebra } from "../../../../actions/gauge/links/registry.js";
import type { FieldSpace } from "../../../../core/field-space.js";
import { type Block, loadKernel } from "../../../../core/kernels/load.js";
import { type Lattice, neighbours, shifted } from "../../../../core/lattice.js";

export type Fields = Float32Array | Float64Array;

/** Sides of a rectangle. */
export type Sides = readonly [width: number, height: number];

/** A loop at each link: Re tr, and its contraction with the sum M of the plaquettes there (staples.as.ts). */
export interface AtLinks {
	readonly trace: Float64Array;
	readonly contraction: Float64Array;
}

/** Means over the lattice, [count] each. Every trace is divided by N. */
export interface LinkMeans {
	/** Re tr of rectangles, in the order in which they were asked for. */
	readonly loops: readonly Float64Array[];
	/** |tr L|^2 of lines that close around the lattice. */
	readonly lines: Float64Array;
	/** |l|^2, l the mean of tr L over parallel lines, mean over directions. */
	readonly meanLines: Float64Array;
	/** M itself, one plaquette, and one 2 x 1 rectangle. */
	readonly sum: AtLinks;
	readonly square: AtLinks;
	readonly rectangle: AtLinks;
	/** Re tr U. */
	readonly link: Float64Array;
	/** Im tr P, the sign that of the plane's order. */
	readonly imaginary: Float64Array;
	/**
	 * Sum over the lattice of the angles of plaquettes, in turns: of U(1) in two dimensions, where it is whole;
	 * else 0.
	 */
	readonly turns: Float64Array;
}

const slots = {
	plaquette: 0,
	staples: 1,
	lines: 10,
	turns: 12,
	rectangles: 13,
};
const lanes = 2;
const groupNames = ["u1", "su2", "su3"] as const;

type LinkKernel = KernelModules["metrics/observables/gauge/simd/u1"];

/** Measures configurations of one field space. */
export class LinkMeasurer {
	readonly #space: FieldSpace;
	readonly #sides: readonly Sides[];
	readonly #kernel: LinkKernel;
	/** Two configurations as they are stored, in either precision. */
	readonly #double: Block<Float64Array>;
	readonly #single: Float32Array;
	readonly #sums: Float64Array;

	/** @throws RangeError where the space has no links of a group */
	constructor(space: FieldSpace, sides: readonly Sides[]) {
		const { dimension, sites, shape } = space.lattice;
		const group = groupNames[linkAlgebra(space).colours - 1];
		const { exports, heap } = loadKernel(
			`metrics/observables/gauge/simd/${group}`,
		);
		const near = heap.int32(2 * dimension * sites);
		near.view.set(neighbours(space.lattice));
		exports.configure(dimension, sites, near.address, 0);
		const longest = Math.max(1, ...sides.flat());
		const hops = heap.int32((longest + 1) * dimension * sites);
		hops.view.set(hopsOf(space.lattice, longest));
		const extents = heap.int32(dimension);
		extents.view.set(shape);
		exports.configureLines(longest, hops.address, extents.address);
		const sums = slots.rectangles + sides.length;
		const memory = heap.float64(Math.ceil(exports.layout(0, sums) / 8));
		exports.layout(memory.address, sums);
		this.#space = space;
		this.#sides = sides;
		this.#kernel = exports;
		this.#double = heap.float64(lanes * space.size);
		const { buffer } = heap.memory;
		this.#single = new Float32Array(
			buffer,
			this.#double.address,
			lanes * space.size,
		);
		this.#sums = new Float64Array(buffer, exports.sumsAt(), lanes * sums);
	}

	/** [count, ...space.shape] -> [count] each. */
	measure(fields: Fields): LinkMeans {
		const { lattice, size } = this.#space;
		const { sites, dimension } = lattice;
		const count = fields.length / size;
		const totals = Array.from(
			{ length: this.#sums.length / lanes },
			() => new Float64Array(count),
		);
		for (let i = 0; i < count; i += lanes) {
			const filled = Math.min(lanes, count - i);
			this.#pass(fields.subarray(i * size, (i + filled) * size));
			for (let slot = 0; slot < totals.length; slot++)
				for (let lane = 0; lane < filled; lane++)
					totals[slot][i + lane] = this.#sums[lanes * slot + lane];
		}
		const over = (slot: number, share: number) =>
			totals[slot].map((total) => total / share);
		const links = dimension * sites;
		const planes = (links * (dimension - 1)) / 2;
		const atLinks = (slot: number) => ({
			trace: over(slot, links),
			contraction: over(slot + 1, links),
		});
		return {
			loops: this.#sides.map((sides, k) =>
				over(slotOf(sides, k), sides[0] === sides[1] ? planes : 2 * planes),
			),
			lines: totals[slots.lines],
			meanLines: totals[slots.lines + 1],
			sum: atLinks(slots.staples + 1),
			square: atLinks(slots.staples + 3),
			rectangle: atLinks(slots.staples + 5),
			link: over(slots.staples + 7, links),
			imaginary: over(slots.staples + 8, links),
			turns: totals[slots.turns],
		};
	}

	/** One pass over one or two configurations. */
	#pass(fields: Fields): void {
		const kernel = this.#kernel;
		const { address } = this.#double;
		const second = fields.length > this.#space.size ? this.#space.size : 0;
		if (fields instanceof Float32Array) {
			this.#single.set(fields);
			kernel.insert32(address, address + 4 * second);
		} else {
			this.#double.view.set(fields);
			kernel.insert64(address, address + 8 * second);
		}
		kernel.plaquettes(slots.plaquette);
		kernel.staples(slots.staples);
		kernel.drawLines();
		kernel.closedLines(slots.lines);
		kernel.turns(slots.turns);
		for (let k = 0; k < this.#sides.length; k++) {
			const [width, height] = this.#sides[k];
			if (slotOf(this.#sides[k], k) >= slots.rectangles)
				kernel.rectangles(width, height, slots.rectangles + k);
		}
	}
}

/** Where the sum of rectangle k of a list is: plaquettes and 1 x 2 rectangles come with the staples. */
function slotOf([width, height]: Sides, k: number): number {
	if (width * height === 1) return slots.plaquette;
	return width * height === 2 ? slots.staples : slots.rectangles + k;
}

/** [k, mu, x]: x + k mu, for k = 0 ... longest. */
function hopsOf(lattice: Lattice, longest: number): Int32Array {
	const { dimension, sites } = lattice;
	const hops = new Int32Array((longest + 1) * dimension * sites);
	for (let k = 0; k <= longest; k++)
		for (let mu = 0; mu < dimension; mu++)
			for (let x = 0; x < sites; x++)
				hops[(k * dimension + mu) * sites + x] = shifted(lattice, x, mu, k);
	return hops;
}
