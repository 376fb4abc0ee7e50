/**
 * The order in which local updates visit the sites: colour by colour, where no two sites of one
 * colour are neighbours, so that all sites of a colour may change at once. Colours are given out
 * greedily in the order of the sites. Where all extents are even this is the checkerboard with its
 * two colours. An odd extent needs three or more, because a ring of odd length cannot alternate.
 *
 * A direction of extent 1 is left out: its links join a site with itself and contribute nothing.
 */
import { element } from "../../../../core/elements.js";
import {
	createLattice,
	type Lattice,
	neighbours,
} from "../../../../core/lattice.js";

export interface Coloring {
	/** Number of links of a site, twice the number of directions with more than one site. */
	readonly links: number;
	/** Site at each position of the order. */
	readonly order: Int32Array;
	/** Positions of the neighbours, [positions, links]: +mu, then -mu, for each direction. */
	readonly table: Int32Array;
	/** First position of each colour, then V. */
	readonly starts: Int32Array;
}

export function colorSites({ shape, sites }: Lattice): Coloring {
	const extents = shape.filter((extent) => extent > 1);
	const links = 2 * extents.length;
	const nearest =
		links === 0 ? new Int32Array(0) : neighbours(createLattice(extents));
	const colors = new Int32Array(sites).fill(-1);
	let count = 0;
	for (let site = 0; site < sites; site++) {
		const taken = new Set<number>();
		for (let link = 0; link < links; link++)
			taken.add(element(colors, element(nearest, site * links + link)));
		let color = 0;
		while (taken.has(color)) color++;
		colors[site] = color;
		count = Math.max(count, color + 1);
	}
	const order = new Int32Array(sites);
	const place = new Int32Array(sites);
	const starts = new Int32Array(count + 1);
	let position = 0;
	for (let color = 0; color < count; color++) {
		starts[color] = position;
		for (let site = 0; site < sites; site++) {
			if (colors[site] !== color) continue;
			order[position] = site;
			place[site] = position++;
		}
	}
	starts[count] = sites;
	const table = new Int32Array(sites * links);
	for (let at = 0; at < sites; at++)
		for (let link = 0; link < links; link++) {
			const other = element(nearest, element(order, at) * links + link);
			table[at * links + link] = element(place, other);
		}
	return { links, order, table, starts };
}
