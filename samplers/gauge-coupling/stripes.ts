/**
 * The masks of arXiv:2003.06413. A layer moves links of direction mu on every fourth row (column) across mu.
 * Each such link is shared by two plaquettes: the active one at its site, which the layer transforms, and the
 * passive one behind it, which takes the opposite change. The other half of the plaquettes is frozen, and the
 * nets read these.
 */
import { element } from "../../core/elements.js";
import { coordinate, type Lattice, shifted } from "../../core/lattice.js";
import {
	type ConvTables,
	convTables,
	type Places,
} from "../coupling/conditioner-tables.js";
import { displaced, tapOffsets } from "../coupling/config.js";
import { type GaugeCouplingConfig, netMaps } from "./config.js";

export interface Stripes {
	/** Direction of the links that the layer moves, and of the stripes. */
	readonly mu: 0 | 1;
	/** Sign of the link in its active plaquette. */
	readonly sign: 1 | -1;
	/** Sites of the active plaquettes, and of the passive ones in the same order. */
	readonly active: readonly number[];
	readonly passive: readonly number[];
	readonly frozen: readonly number[];
}

export function stripesOf(lattice: Lattice, layer: number): Stripes {
	const mu = layer % 2 === 0 ? 0 : 1;
	const across = 1 - mu;
	const offset = Math.floor(layer / 2) % 4;
	const active: number[] = [];
	const frozen: number[] = [];
	for (let site = 0; site < lattice.sites; site++) {
		const row = (coordinate(lattice, site, across) - offset + 4) % 4;
		if (row === 0) active.push(site);
		else if (row !== 3) frozen.push(site);
	}
	return {
		mu,
		sign: mu === 0 ? 1 : -1,
		active,
		passive: active.map((site) => shifted(lattice, site, across, -1)),
		frozen,
	};
}

/**
 * The tables of the net's convolutions, first to last. Hidden sites that no active plaquette depends on are
 * left out.
 */
export function netTables(
	lattice: Lattice,
	config: GaugeCouplingConfig,
	{ active, frozen }: Stripes,
): ConvTables[] {
	const offsets = tapOffsets(2, config.kernel);
	let output = inOrder(active);
	const tables: ConvTables[] = [];
	for (let map = config.hidden.length; map >= 0; map--) {
		const needed = new Set(
			output.sites.flatMap((site) =>
				offsets.map((offset) => displaced(lattice, site, offset)),
			),
		);
		const input =
			map === 0
				? { sites: frozen, placeOf: (site: number) => site }
				: inOrder([...needed].sort((a, b) => a - b));
		tables.unshift(convTables(lattice, offsets, input, output));
		output = input;
	}
	return tables;
}

function inOrder(sites: readonly number[]): Places {
	const place = new Map(sites.map((site, i) => [site, i]));
	return { sites, placeOf: (site) => place.get(site) ?? 0 };
}

/** The four links of each plaquette, th_0(x), th_1(x+0), th_0(x+1), th_1(x); the last two count negative. */
export function plaquetteLinks(lattice: Lattice): Int32Array {
	const { sites } = lattice;
	return Int32Array.from(
		Array.from({ length: sites }, (_, site) => [
			site,
			sites + shifted(lattice, site, 0, 1),
			shifted(lattice, site, 1, 1),
			sites + site,
		]).flat(),
	);
}

/** Multiply-adds of one sample's pass through all nets. */
export function netProducts(
	lattice: Lattice,
	config: GaugeCouplingConfig,
): number {
	const maps = netMaps(config);
	let sum = 0;
	for (let layer = 0; layer < config.layers; layer++) {
		const tables = netTables(lattice, config, stripesOf(lattice, layer));
		for (const [i, { pairs }] of tables.entries()) {
			const { taps, inputs, outputs } = element(maps, i);
			sum += ((pairs.length - taps) / 2) * inputs * outputs;
		}
	}
	return sum;
}
