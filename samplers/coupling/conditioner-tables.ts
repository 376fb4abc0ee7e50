/**
 * Lists which sites depend on which in a convolution or a dense map. The kernels of
 * samplers/coupling/simd/conv.as.ts read these tables.
 */
import { element } from "../../core/elements.js";
import type { Lattice } from "../../core/lattice.js";
import {
	activeSites,
	type CouplingConfig,
	channelsOf,
	displaced,
	tapOffsets,
} from "./config.js";

/** Tables of one convolution from one set of sites to another. */
export interface ConvTables {
	/** For each output place: the place, n, then n pairs (input place, tap). */
	readonly forward: Int32Array;
	/** For each input place: the place, n, then n pairs (output place, tap). */
	readonly backward: Int32Array;
	/** For each tap: n, then n pairs (input place, output place). */
	readonly pairs: Int32Array;
	readonly outputs: number;
	readonly inputs: number;
}

/**
 * The tables of all maps of a layer's conditioner, and the sites that the layer changes. Equal
 * tables are one object.
 */
export interface LayerTables {
	readonly maps: readonly ConvTables[];
	readonly active: readonly number[];
}

/** The first map reads only frozen sites, and the last one writes only active sites. */
export function layerTables(
	lattice: Lattice,
	config: CouplingConfig,
	layer: number,
): LayerTables {
	const active = activeSites(lattice, layer);
	const place = new Map(active.map((site, i) => [site, i]));
	const every = Array.from({ length: lattice.sites }, (_, site) => site);
	const all = { sites: every, placeOf: (site: number) => site };
	const frozen = {
		sites: every.filter((site) => !place.has(site)),
		placeOf: all.placeOf,
	};
	const out = {
		sites: active,
		placeOf: (site: number) => place.get(site) ?? 0,
	};
	const offsets = tapOffsets(lattice.dimension, config.kernel);
	const last = channelsOf(config).length - 2;
	const dense = config.conditioner === "dense";
	const known = new Map<string, ConvTables>();
	const maps = Array.from({ length: last + 1 }, (_, i) => {
		const first = i === 0;
		const key = dense ? `${first}` : `${first}/${i === last}`;
		const make = () => {
			if (dense) return first ? gatherTables(frozen) : matrixTables;
			const to = i === last ? out : all;
			return convTables(lattice, offsets, first ? frozen : all, to);
		};
		const tables = known.get(key) ?? make();
		known.set(key, tables);
		return tables;
	});
	return { maps, active };
}

/** A set of sites, and the place of each in memory. */
export interface Places {
	readonly sites: readonly number[];
	placeOf(site: number): number;
}

/**
 * The tables of a convolution. Lists only links from a site of `input` to a site of `output`. Nothing else is
 * computed.
 */
export function convTables(
	lattice: Lattice,
	offsets: readonly (readonly number[])[],
	input: Places,
	output: Places,
): ConvTables {
	const isInput = new Set(input.sites);
	const forward: number[] = [];
	const backward = new Map<number, number[]>(
		input.sites.map((site) => [input.placeOf(site), []]),
	);
	const pairs: number[][] = offsets.map(() => []);
	for (const site of output.sites) {
		const to = output.placeOf(site);
		const entries: number[] = [];
		offsets.forEach((offset, tap) => {
			const other = displaced(lattice, site, offset);
			if (!isInput.has(other)) return;
			const from = input.placeOf(other);
			entries.push(from, tap);
			backward.get(from)?.push(to, tap);
			element(pairs, tap).push(from, to);
		});
		forward.push(to, entries.length / 2, ...entries);
	}
	return {
		forward: Int32Array.from(forward),
		backward: Int32Array.from(
			[...backward].flatMap(([place, entries]) => [
				place,
				entries.length / 2,
				...entries,
			]),
		),
		pairs: Int32Array.from(
			pairs.flatMap((entries) => [entries.length / 2, ...entries]),
		),
		outputs: output.sites.length,
		inputs: input.sites.length,
	};
}

/** Every site of `input` goes to one place, each with its own tap. */
function gatherTables(input: Places): ConvTables {
	const places = input.sites.map((site) => input.placeOf(site));
	return {
		forward: Int32Array.from([
			0,
			places.length,
			...places.flatMap((place, tap) => [place, tap]),
		]),
		backward: Int32Array.from(
			places.flatMap((place, tap) => [place, 1, 0, tap]),
		),
		pairs: Int32Array.from(places.flatMap((place) => [1, place, 0])),
		outputs: 1,
		inputs: places.length,
	};
}

/** All channels of one place go to all channels of another: a product with a matrix. */
const matrixTables: ConvTables = {
	forward: Int32Array.of(0, 1, 0, 0),
	backward: Int32Array.of(0, 1, 0, 0),
	pairs: Int32Array.of(1, 0, 0),
	outputs: 1,
	inputs: 1,
};
