/** The same configurations, stored in every way that people store them. */
import { join } from "node:path";
import { zipSync } from "fflate";
import { expect, test } from "vitest";
import { phi4 } from "../../../actions/scalar/phi4.js";
import { createLattice } from "../../../core/lattice.js";
import { encodeNpy } from "../../../core/npy.js";
import { layoutOf } from "../../../samplers/ensemble/axes.js";
import type { ArrayFile } from "../../../samplers/ensemble/files/array-file.js";
import { readRows } from "../../../samplers/ensemble/rows.js";
import { folder, normals, open, save, saveBytes } from "./support.js";

const [C, D, X, Y] = [3, 8, 2, 4];
const action = phi4.create(createLattice([X, Y]), { m2: 1, lambda: 1 });
const rows = normals("rows", C * D * X * Y);
/** Number x, y of draw d of chain c. */
const at = (c: number, d: number, x: number, y: number): number =>
	rows[((c * D + d) * X + x) * Y + y];

function arranged(
	extents: readonly number[],
	pick: (index: readonly number[]) => number,
): Float64Array {
	const size = extents.reduce((a, b) => a * b, 1);
	return Float64Array.from({ length: size }, (_, i) => {
		const index: number[] = [];
		let rest = i;
		for (const extent of [...extents].reverse()) {
			index.unshift(rest % extent);
			rest = Math.floor(rest / extent);
		}
		return pick(index);
	});
}

const chainMajor = encodeNpy(rows, [C, D, X, Y]);

function bigEndian(): Buffer {
	const bytes = encodeNpy(rows, [C, D, X, Y]);
	bytes.write(bytes.toString("latin1", 0, 128).replace("<f8", ">f8"), "latin1");
	bytes.subarray(128).swap64();
	return bytes;
}

const stored: Readonly<Record<string, readonly [string, string[]]>> = {
	"chains of draws": [
		saveBytes("cd.npy", chainMajor),
		["chain", "draw", "x", "y"],
	],
	"draws of chains": [
		await save(
			"dc.npy",
			arranged([D, C, X, Y], ([d, c, x, y]) => at(c, d, x, y)),
			[D, C, X, Y],
		),
		["draw", "chain", "x", "y"],
	],
	"transposed lattice": [
		await save(
			"cdyx.npy",
			arranged([C, D, Y, X], ([c, d, y, x]) => at(c, d, x, y)),
			[C, D, Y, X],
		),
		["chain", "draw", "y", "x"],
	],
	"flat configurations": [
		await save("flat.npy", rows, [C, D, X * Y]),
		["chain", "draw", "site"],
	],
	"Fortran order of reversed axes": [
		saveBytes(
			"fortran.npy",
			(() => {
				const bytes = encodeNpy(rows, [Y, X, D, C]);
				const head = bytes.toString("latin1", 0, 128);
				bytes.write(head.replace("False", "True "), 0, "latin1");
				return bytes;
			})(),
		),
		["y", "x", "draw", "chain"],
	],
	"big-endian": [
		saveBytes("big.npy", bigEndian()),
		["chain", "draw", "x", "y"],
	],
	"a stored archive": [
		`${saveBytes("stored.npz", zipSync({ "phi.npy": [chainMajor, { level: 0 }] }))}:phi`,
		["chain", "draw", "x", "y"],
	],
	"a compressed archive of several arrays": [
		`${saveBytes("packed.npz", zipSync({ "other.npy": encodeNpy(new Float64Array(3), [3]), "phi.npy": [chainMajor, { level: 9 }] }))}:phi`,
		["chain", "draw", "x", "y"],
	],
};

test.each(Object.entries(stored))("%s", async (_name, [fields, axes]) => {
	const prepared = await open(action, { fields, axes });
	expect(prepared.finished?.count).toBe(C * D);
	// In two unequal blocks, as the harness may ask.
	const first = await prepared.draw(3 * C);
	const second = await prepared.draw(5 * C);
	prepared.dispose();
	for (let c = 0; c < C; c++)
		for (let d = 0; d < D; d++)
			for (let x = 0; x < X; x++)
				for (let y = 0; y < Y; y++) {
					const [block, k, length] = d < 3 ? [first, d, 3] : [second, d - 3, 5];
					const place = ((c * length + k) * X + x) * Y + y;
					expect(block.fields[place]).toBe(at(c, d, x, y));
				}
	expect(first.structure).toMatchObject({ kind: "chains", chains: C });
});

test("HDF5, where the library is installed", async ({ skip }) => {
	const name: string = "h5wasm/node";
	const library = await import(name).catch(() => undefined);
	if (library === undefined) skip("h5wasm is not installed");
	await library.ready;
	const file = new library.File(join(folder, "a.h5"), "w");
	const group = file.create_group("run");
	group.create_dataset({
		name: "phi",
		data: Float32Array.from(rows),
		shape: [C, D, X, Y],
		dtype: "<f4",
	});
	file.close();
	const prepared = await open(action, {
		fields: "a.h5:/run/phi",
		axes: ["chain", "draw", "x", "y"],
	});
	const { fields } = await prepared.draw(C * D);
	prepared.dispose();
	expect(Array.from(fields)).toEqual(Array.from(Float32Array.from(rows)));
});

test("no more than a block is read at once, and nothing twice", async () => {
	const draws = 10_000;
	const reads: number[] = [];
	const file: ArrayFile = {
		name: "large",
		shape: [2, draws, X, Y],
		fortran: false,
		async read(_start, count) {
			reads.push(count);
			return new Float32Array(count);
		},
		async close() {},
	};
	const layout = layoutOf(
		"large",
		file.shape,
		false,
		["chain", "draw", "x", "y"],
		action.space,
	);
	for (let from = 0; from < draws; from += 500)
		await readRows(file, layout, X * Y, from, 500);
	expect(Math.max(...reads)).toBe(500 * X * Y);
	expect(reads.reduce((a, b) => a + b)).toBe(2 * draws * X * Y);
});

test.each([
	[{ fields: "cd.npy" }, /could be chains of draws or draws of chains.*axes/],
	[
		{ fields: "flat.npy", axes: ["chain", "draw", "x"] },
		/do not fit; expected 3 different names/,
	],
	[
		{ fields: "cd.npy", axes: ["chain", "x", "draw", "y"] },
		/has 8 along x, and the action has 2/,
	],
	[{ fields: "stored.npz:psi" }, /no array "psi"; say which.*one of phi/],
	[{ fields: "packed.npz" }, /several arrays.*other, phi/],
	[{ fields: "missing.npy" }, /missing.npy: cannot be read/],
	[{ fields: "x.dat" }, /expected .npy, .npz:NAME or .h5:/],
] as const)("%j is refused", async (options, message) => {
	const given = {
		...options,
		axes: "axes" in options ? [...options.axes] : undefined,
	};
	await expect(open(action, given)).rejects.toThrow(message);
});

test("draws that are innermost on disk are refused, with the way out", async () => {
	const fields = await save("inner.npy", rows, [X, Y, C * D]);
	await expect(open(action, { fields })).rejects.toThrow(
		/if the last axis is the draw: axes: \[x, y, draw\]/,
	);
	await expect(
		open(action, { fields, axes: ["x", "y", "draw"] }),
	).rejects.toThrow(/ascontiguousarray\(numpy.moveaxis\(a, 2, 0\)\)/);
});
