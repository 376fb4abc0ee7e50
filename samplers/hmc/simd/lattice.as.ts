/**
 * Geometry and fields of one block of chains. A site is one v128: four chains in float32, two in
 * float64. Sites are numbered row-major, and a row is a line along the last direction. The outer
 * directions enter through a table of neighbour rows, so any dimension and any extent are possible:
 * rows[r * links + 2 mu] is the byte offset of the row at +mu, and the next entry that of the row
 * at -mu. A one-dimensional lattice is given as [1, L]: the links of a site with itself cancel.
 */

/** Bytes of a site. */
export const siteBytes: usize = 16;

export let rowCount: i32 = 0;
export let rowBytes: usize = 0;
/** 2 (d - 1), at least 2. */
export let links: i32 = 2;
export let rowTable: usize = 0;
export let sites: i32 = 0;

/** Fields after the last accept step. */
export let current: usize = 0;
/** The two buffers between which a trajectory alternates. */
export let first: usize = 0;
export let second: usize = 0;
/** Momenta, divided by the common factor 2 * kinetic * kick. */
export let momenta: usize = 0;
/** One row: sum over the neighbour rows of the directions before the last but one. */
export let extraRow: usize = 0;
/** For each lane S, M = sum of phi, then Delta H, all float64. Then the accept flags as i32. */
export let results: usize = 0;

export function configureLattice(width: i32, rows: i32, outerLinks: i32, table: usize): void {
	rowCount = rows;
	rowBytes = <usize>width * siteBytes;
	links = outerLinks;
	rowTable = table;
	sites = width * rows;
}

export function configureBuffers(
	fields: usize,
	ping: usize,
	pong: usize,
	momentum: usize,
	scratch: usize,
	result: usize,
): void {
	current = fields;
	first = ping;
	second = pong;
	momenta = momentum;
	extraRow = scratch;
	results = result;
}

/** Byte offset of the neighbour of row `row` over outer link `link`. */
@inline export function neighbourRow(row: i32, link: i32): usize {
	return <usize>load<u32>(rowTable + <usize>(row * links + link) * 4);
}
