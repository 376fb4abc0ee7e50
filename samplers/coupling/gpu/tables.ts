/**
 * The tables of samplers/coupling/conditioner-tables.ts in the form that the WGSL kernels read. The
 * heads of all rows come first, so a thread finds its row at once. Then come the entries of all
 * rows.
 */
import type { ConvTables } from "../conditioner-tables.js";

export interface LinkTables {
	/** For each row the pairs (place, 0) and (first entry, end), then entries (other place, tap). */
	readonly forward: Uint32Array;
	readonly backward: Uint32Array;
	/** For each tap and for the biases the pair (first entry, end), then entries (input place, output place). */
	readonly pairs: Uint32Array;
	readonly outputs: number;
	readonly inputs: number;
	/** Number of entries in the longest row of `pairs`. */
	readonly mostPairs: number;
}

export function linkTables(tables: ConvTables, taps: number): LinkTables {
	const rows = pairRows(tables.pairs, taps);
	// The bias counts as one more tap, which goes from anywhere to every output place.
	rows.push(Array.from({ length: tables.outputs }, (_, place) => [0, place]));
	return {
		forward: links(tables.forward, tables.outputs),
		backward: links(tables.backward, tables.inputs),
		pairs: withHeads(rows, 1),
		outputs: tables.outputs,
		inputs: tables.inputs,
		mostPairs: Math.max(...rows.map((row) => row.length)),
	};
}

type Pair = readonly number[];

/** Converts rows (place, n, n times (other place, tap)). */
function links(table: Int32Array, count: number): Uint32Array {
	const places: number[] = [];
	const rows: Pair[][] = [];
	let at = 0;
	for (let row = 0; row < count; row++) {
		places.push(table[at]);
		const n = table[at + 1];
		at += 2;
		rows.push(pairsAt(table, at, n));
		at += 2 * n;
	}
	const out = withHeads(rows, 2);
	for (let row = 0; row < count; row++) {
		const span = out.slice(4 * row, 4 * row + 2);
		out.set([places[row], 0, ...span], 4 * row);
	}
	return out;
}

/** Converts runs (n, n times (input place, output place)). */
function pairRows(table: Int32Array, taps: number): Pair[][] {
	let at = 0;
	return Array.from({ length: taps }, () => {
		const n = table[at];
		const row = pairsAt(table, at + 1, n);
		at += 1 + 2 * n;
		return row;
	});
}

function pairsAt(table: Int32Array, start: number, n: number): Pair[] {
	return Array.from({ length: n }, (_, i) => [
		table[start + 2 * i],
		table[start + 2 * i + 1],
	]);
}

/**
 * Joins the rows. Each row has a head of `width` pairs in front, the first of which is (first
 * entry, end), counted in pairs.
 */
function withHeads(
	rows: readonly (readonly Pair[])[],
	width: number,
): Uint32Array {
	const heads = width * rows.length;
	const total = rows.reduce((sum, row) => sum + row.length, heads);
	const out = new Uint32Array(2 * total);
	let at = heads;
	for (const [i, row] of rows.entries()) {
		out.set([at, at + row.length], 2 * width * i);
		for (const pair of row) out.set(pair, 2 * at++);
	}
	return out;
}
