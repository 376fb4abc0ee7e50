/** What the GPU kernels of the equivariant flow read beside the parameters' tables, and the order they want those in. */
import { neighbours } from "../../../core/lattice.js";
import type { CnfShape } from "../../../tensor/kernels/wgsl/cnf-shape.js";
import type { CnfModel } from "./model.js";

/** Orbit of each site, neighbours [V, d, 2], where the list of each orbit's members begins, the lists. */
export function geometryTable({ lattice, orbits }: CnfModel): Uint32Array {
	const lists: number[][] = Array.from({ length: orbits.count }, () => []);
	for (let site = 0; site < lattice.sites; site++)
		lists[orbits.of[site]].push(site);
	const starts = [0];
	for (const list of lists)
		starts.push(starts[starts.length - 1] + list.length);
	return Uint32Array.from([
		...orbits.of,
		...neighbours(lattice),
		...starts,
		...lists.flat(),
	]);
}

/** [outer, n, 4] as [outer * 4 / width, n, width]. */
export function inVectors(
	values: Float32Array,
	n: number,
	{ width }: Pick<CnfShape, "width">,
): Float32Array {
	return width === 4 ? values : reordered(values, n, 4, width);
}

/** [outer * 4 / width, n, width] as [outer, n, 4]. */
export function inFours(
	values: Float32Array,
	n: number,
	{ width }: Pick<CnfShape, "width">,
): Float32Array {
	return width === 4 ? values : reordered(values, n, width, 4);
}

function reordered(
	values: Float32Array,
	n: number,
	from: number,
	to: number,
): Float32Array {
	const out = new Float32Array(values.length);
	const channels = values.length / n;
	for (let c = 0; c < channels; c++) {
		const read = Math.floor(c / from) * n * from + (c % from);
		const write = Math.floor(c / to) * n * to + (c % to);
		for (let i = 0; i < n; i++) out[write + i * to] = values[read + i * from];
	}
	return out;
}
