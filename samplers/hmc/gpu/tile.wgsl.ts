/**
 * Distributes a lattice over the threads of a workgroup. Every thread holds a box of `tile` sites
 * in its registers. A chain takes `threads` threads, and a workgroup `chains` chains. Sites on the
 * faces of a box are also in workgroup memory, where the neighbouring threads read them. The
 * position of a site there is [slot][lane], so neighbouring lanes never meet in one bank.
 */

import { element } from "../../../core/elements.js";
export interface Tiling {
	readonly shape: readonly number[];
	/** Sites of a box in each direction. They divide the shape. */
	readonly tile: readonly number[];
	/** Number of boxes in each direction. */
	readonly grid: readonly number[];
	/** Number of threads of a chain. */
	readonly threads: number;
	/** Number of chains of a workgroup. */
	readonly chains: number;
	/**
	 * 2: faces are written beside those that are read, with one barrier per kick. 1: they are
	 * overwritten, with two barriers.
	 */
	readonly pages: 1 | 2;
}

/** Where a box finds the neighbour of one of its sites. */
export type Neighbour =
	| { readonly kind: "register"; readonly site: number }
	| {
			readonly kind: "shared";
			readonly slot: number;
			readonly direction: number;
			readonly forward: boolean;
	  };

export interface TileGeometry {
	readonly sites: number;
	/** Distance in memory of each site of a box from the first one. */
	readonly offsets: readonly number[];
	/** For each site: forward and backward in direction 0, then in direction 1, ... */
	readonly neighbours: readonly (readonly Neighbour[])[];
	/** Slot of each site in workgroup memory. null inside a box. */
	readonly slots: readonly (number | null)[];
	readonly slotCount: number;
	/** Distance in memory between neighbouring sites in each direction. */
	readonly strides: readonly number[];
}

export const product = (values: readonly number[]): number =>
	values.reduce((a, b) => a * b, 1);

/** Row-major strides. */
export function stridesOf(shape: readonly number[]): number[] {
	return shape.map((_, mu) => product(shape.slice(mu + 1)));
}

function coordinatesOf(index: number, shape: readonly number[]): number[] {
	return stridesOf(shape).map(
		(stride, mu) => Math.floor(index / stride) % element(shape, mu),
	);
}

const dot = (a: readonly number[], b: readonly number[]): number =>
	a.reduce((sum, value, i) => sum + value * element(b, i), 0);

export function tileGeometry(tiling: Tiling): TileGeometry {
	const { shape, tile, grid } = tiling;
	const sites = product(tile);
	const strides = stridesOf(shape);
	const inner = stridesOf(tile);
	const all = Array.from({ length: sites }, (_, i) => coordinatesOf(i, tile));
	let slotCount = 0;
	const slots = all.map((place) => {
		const face = place.some(
			(x, mu) =>
				element(grid, mu) > 1 && (x === 0 || x === element(tile, mu) - 1),
		);
		return face ? slotCount++ : null;
	});
	const neighbour = (
		place: readonly number[],
		direction: number,
		forward: boolean,
	): Neighbour => {
		const extent = element(tile, direction);
		const next = element(place, direction) + (forward ? 1 : -1);
		const wrapped = (next + extent) % extent;
		const site = dot(
			place.map((x, mu) => (mu === direction ? wrapped : x)),
			inner,
		);
		const slot = element(slots, site);
		if (next === wrapped || grid[direction] === 1 || slot === null)
			return { kind: "register", site };
		return { kind: "shared", slot, direction, forward };
	};
	return {
		sites,
		offsets: all.map((place) => dot(place, strides)),
		neighbours: all.map((place) =>
			tile.flatMap((_, mu) => [
				neighbour(place, mu, true),
				neighbour(place, mu, false),
			]),
		),
		slots,
		slotCount,
		strides,
	};
}

/** Number of lanes of a workgroup. */
export function lanesOf({ threads, chains }: Tiling): number {
	return threads * chains;
}

/** Bytes of workgroup memory: the faces, which later hold the sums, and a decision for each chain. */
export function sharedBytes(tiling: Tiling, sumFloats: number): number {
	if (tiling.threads === 1) return 0;
	const { slotCount } = tileGeometry(tiling);
	const floats = tiling.pages * Math.max(slotCount, sumFloats);
	// WebGPU counts every variable in units of 16 bytes.
	const units = (count: number) => 16 * Math.ceil(count / 4);
	return units(floats * lanesOf(tiling)) + units(tiling.chains);
}
