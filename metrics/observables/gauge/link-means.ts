/** One pass over the links for all observables, columns and identities of a block. */
import type { FieldSpace } from "../../../core/field-space.js";
import type { Lattice } from "../../../core/lattice.js";
import { once } from "../../same-fields.js";
import {
	type Fields,
	type LinkMeans,
	LinkMeasurer,
	type Sides,
} from "./simd/measure.js";

/** Rectangles that are shown, and 1 x 2 for Creutz's ratio. */
const shown: readonly Sides[] = [
	[1, 1],
	[1, 2],
	[2, 2],
	[3, 3],
];

/** Rectangles whose exact means are tested beside the observables of that kind, on the two-dimensional torus. */
export const areaLaw: readonly Sides[] = [
	[1, 2],
	[1, 3],
	[2, 3],
	[3, 4],
	[4, 4],
];

/** Whether a rectangle does not close around the lattice. */
export function fitsOn({ shape }: Lattice, sides: Sides): boolean {
	return shape.every((extent) => extent > Math.max(...sides));
}

const same = ([a, b]: Sides, [c, d]: Sides) => a === c && b === d;

/** What is measured in any case. */
function usualSides(lattice: Lattice): readonly Sides[] {
	const areas = lattice.dimension === 2 ? areaLaw : [];
	const further = areas.filter(
		(one) => !shown.some((known) => same(known, one)),
	);
	return [...shown, ...further].filter((sides) => fitsOn(lattice, sides));
}

interface Usual {
	readonly sides: readonly Sides[];
	readonly measurer: LinkMeasurer;
}

/** Kernels live as long as their field spaces. */
const kernels = new WeakMap<FieldSpace, Usual>();

function usual(space: FieldSpace): Usual {
	let found = kernels.get(space);
	if (found === undefined) {
		const sides = usualSides(space.lattice);
		found = { sides, measurer: new LinkMeasurer(space, sides) };
		kernels.set(space, found);
	}
	return found;
}

/** [count, ...space.shape] -> [count] each. */
export function linkMeans(fields: Fields, space: FieldSpace): LinkMeans {
	return once(fields, space, () => usual(space).measurer.measure(fields));
}

/**
 * Wilson loops: Re tr of the product of the links around a rectangle, divided by N. They are averaged over
 * all places and planes, and over both orders of the sides if they differ: [count, ...space.shape] -> [count]
 * for each pair of sides.
 */
export function measureLoops(
	fields: Fields,
	space: FieldSpace,
	rectangles: readonly Sides[],
): Float64Array[] {
	const { sides } = usual(space);
	const others = rectangles.filter(
		(one) => !sides.some((known) => same(known, one)),
	);
	const usualLoops = linkMeans(fields, space).loops;
	const otherLoops =
		others.length === 0
			? []
			: new LinkMeasurer(space, others).measure(fields).loops;
	return rectangles.map((one) => {
		const k = sides.findIndex((known) => same(known, one));
		const loops = k < 0 ? otherLoops[others.indexOf(one)] : usualLoops[k];
		return loops.slice();
	});
}
