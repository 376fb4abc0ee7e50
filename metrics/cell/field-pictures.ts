/**
 * A few configurations of the end of a run as small pictures of 8 bits: the field itself, one of its
 * components, or the density of the topological charge of U(1) links. In more than two dimensions a
 * plane through the origin is shown.
 */
import type { Diagnostics } from "../../core/diagnostics.js";
import { element } from "../../core/elements.js";
import type { Ensemble } from "../../core/ensemble.js";
import type { FieldSpace } from "../../core/field-space.js";
import { shifted } from "../../core/lattice.js";

/** Pictures of a cell, and most points of a side: a record grows by 16 kB at most. */
const shown = 3;
const longest = 64;

type Pictures = NonNullable<Diagnostics["pictures"]>;

interface Looks {
	readonly quantity: string;
	readonly values: (
		fields: Float32Array | Float64Array,
		configuration: number,
	) => Float64Array;
}

/** Undefined for fields that no picture of one number per site shows. */
function looksOf(space: FieldSpace): Looks | undefined {
	const { per, manifold, components, lattice, size } = space;
	const { sites } = lattice;
	if (per === "site" && (manifold === "line" || manifold === "sphere"))
		return {
			quantity:
				components === 1 ? "φ" : manifold === "line" ? "φ₁" : "component 1",
			values: (fields, i) =>
				Float64Array.from({ length: sites }, (_, x) =>
					element(fields, i * size + x * components),
				),
		};
	if (per === "link" && manifold === "circle" && lattice.dimension === 2) {
		const along = (mu: number) =>
			Int32Array.from({ length: sites }, (_, x) => shifted(lattice, x, mu, 1));
		const [first, second] = [along(0), along(1)];
		const turn = 2 * Math.PI;
		return {
			quantity: "q",
			values: (fields, i) =>
				Float64Array.from({ length: sites }, (_, x) => {
					const at = (index: number) => element(fields, i * size + index);
					const angle =
						at(x) +
						at(sites + (first[x] ?? 0)) -
						at(second[x] ?? 0) -
						at(sites + x);
					return angle / turn - Math.ceil(angle / turn - 0.5);
				}),
		};
	}
	return undefined;
}

/** Pictures of the last configurations of a block, evenly chosen over the chains. Undefined where none can be made. */
export function picturesOf(
	{ count, fields }: Pick<Ensemble, "count" | "fields">,
	space: FieldSpace,
): Pictures | undefined {
	const looks = looksOf(space);
	if (looks === undefined || count === 0) return undefined;
	const many = Math.min(shown, count);
	const planes = Array.from({ length: many }, (_, k) =>
		planeOf(
			looks.values(fields, Math.floor(((k + 1) * count) / many) - 1),
			space,
		),
	);
	return {
		quantity: looks.quantity,
		shape: sidesOf(space),
		...quantised(planes),
	};
}

/** The same with one draw on its way from noise to field. */
export function withPath(
	pictures: Pictures | undefined,
	path: readonly Float32Array[] | undefined,
	space: FieldSpace,
): Pictures | undefined {
	const looks = looksOf(space);
	if (pictures === undefined || path === undefined || looks === undefined)
		return pictures;
	const planes = path.map((fields) => planeOf(looks.values(fields, 0), space));
	return { ...pictures, path: quantised(planes) };
}

/** Rows and columns of a picture. */
function sidesOf({ lattice: { shape } }: FieldSpace): [number, number] {
	const side = (extent: number | undefined) => Math.min(extent ?? 1, longest);
	return [side(shape.at(-2)), side(shape.at(-1))];
}

/** The plane of the last two directions through the origin. */
function planeOf(values: Float64Array, space: FieldSpace): Float64Array {
	const [height, width] = sidesOf(space);
	const columns = space.lattice.shape.at(-1) ?? 1;
	return Float64Array.from({ length: height * width }, (_, i) =>
		element(values, Math.floor(i / width) * columns + (i % width)),
	);
}

/** One scale for all planes. 0 is the lowest and 255 the highest value. */
function quantised(
	planes: readonly Float64Array[],
): Pick<Pictures, "low" | "high" | "fields"> {
	const low = Math.min(...planes.map((plane) => Math.min(...plane)));
	const high = Math.max(...planes.map((plane) => Math.max(...plane)));
	const step = high > low ? 255 / (high - low) : 0;
	return {
		low,
		high,
		fields: planes.map((plane) =>
			Buffer.from(
				Uint8Array.from(plane, (value) => Math.round((value - low) * step)),
			).toString("base64"),
		),
	};
}
