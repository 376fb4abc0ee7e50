/** Reads whole configurations of an array, chain after chain, without holding more than a block. */
import { InputError } from "../../core/errors.js";
import type { Layout } from "./axes.js";
import type { ArrayFile } from "./files/array-file.js";

/** Numbers that are read at once where draws of different chains lie side by side. */
const pieceNumbers = 1 << 19;

/**
 * Draws `from` to `from + draws` of every chain, [chain, draw, ...configuration].
 * @param size reals of a configuration
 */
export async function readRows(
	file: ArrayFile,
	layout: Layout,
	size: number,
	from: number,
	draws: number,
): Promise<Float32Array | Float64Array> {
	const { chains, chainMajor } = layout;
	if (chains === 1) return ordered(await file.read(from * size, draws * size));
	let out: Float32Array | Float64Array | undefined;
	const take = (part: Float32Array | Float64Array) => {
		out ??=
			part instanceof Float32Array
				? new Float32Array(chains * draws * size)
				: new Float64Array(chains * draws * size);
		return out;
	};
	if (chainMajor) {
		for (let c = 0; c < chains; c++) {
			const start = (c * layout.draws + from) * size;
			const part = await file.read(start, draws * size);
			take(part).set(part, c * draws * size);
		}
	} else {
		const step = Math.max(1, Math.floor(pieceNumbers / (chains * size)));
		for (let i = 0; i < draws; i += step) {
			const count = Math.min(step, draws - i);
			const part = await file.read(
				(from + i) * chains * size,
				count * chains * size,
			);
			const all = take(part);
			for (let k = 0; k < count; k++)
				for (let c = 0; c < chains; c++) {
					const at = (k * chains + c) * size;
					all.set(part.subarray(at, at + size), (c * draws + i + k) * size);
				}
		}
	}
	return ordered(out ?? new Float64Array(0));

	function ordered<T extends Float32Array | Float64Array>(rows: T): T {
		const { order } = layout;
		if (order === undefined) return rows;
		const row = rows.slice(0, size);
		for (let start = 0; start < rows.length; start += size) {
			row.set(rows.subarray(start, start + size));
			for (let x = 0; x < size; x++) rows[start + x] = row[order[x]];
		}
		return rows;
	}
}

/**
 * One number for each configuration, [chain, draw].
 * @throws InputError where there is another number of them
 */
export async function readSeries(
	file: ArrayFile,
	{ chains, draws, chainMajor }: Layout,
): Promise<Float64Array> {
	const count = file.shape.reduce((product, extent) => product * extent, 1);
	if (count !== chains * draws)
		throw new InputError(
			`${file.name}: ${count} numbers of shape (${file.shape.join(", ")}) for ${chains * draws} configurations`,
		);
	const values = Float64Array.from(await file.read(0, count));
	if (chains === 1 || chainMajor) return values;
	return values.map(
		(_, i) => values[(i % draws) * chains + Math.floor(i / draws)],
	);
}
