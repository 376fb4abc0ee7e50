/**
 * What a configuration is made of: one element of a manifold for each site, or for each link, of a
 * periodic lattice. Every array of fields is [count, ...space.shape], row-major, and a configuration
 * has `space.size` reals; `lattice.sites` is the volume V and nothing else.
 *
 *   const phi = createFieldSpace({ lattice });                                        // [...L]
 *   const o2 = createFieldSpace({ lattice, components: 2 });                          // [...L, 2]
 *   const spins = createFieldSpace({ lattice, manifold: "sphere", components: 3 });   // [...L, 3]
 *   const links = createFieldSpace({ lattice, manifold: "SU2", per: "link" });        // [d, ...L, 4]
 */
import type { Lattice } from "./lattice.js";

/**
 * Where one element lives. `line`: reals, one or several side by side; `circle`: an angle, 2 pi
 * periodic; `sphere`: a unit vector of n reals; `SU2`: a unit quaternion (a0, a1, a2, a3), U = a0 + i a.sigma;
 * `SU3`: a complex 3 x 3 matrix, row-major, real and imaginary parts in turn.
 */
export type Manifold = "line" | "circle" | "sphere" | "SU2" | "SU3";

export interface FieldSpace {
	readonly lattice: Lattice;
	/** `link`: one element for each direction and site, the direction first. */
	readonly per: "site" | "link";
	readonly manifold: Manifold;
	/** Reals of one element: any number on a line, 1 on a circle, n on a sphere, 4 for SU(2), 18 for SU(3). */
	readonly components: number;
	/** [mu, if per link; ...lattice.shape; component, if there are several]. */
	readonly shape: readonly number[];
	/** Reals of a configuration, the product of `shape`. */
	readonly size: number;
}

/** Reals of an element, where the manifold fixes them. */
const fixedComponents: Readonly<Partial<Record<Manifold, number>>> = {
	circle: 1,
	SU2: 4,
	SU3: 18,
};

/** @throws RangeError where the manifold cannot have so many components */
export function createFieldSpace(given: {
	readonly lattice: Lattice;
	readonly per?: "site" | "link";
	readonly manifold?: Manifold;
	readonly components?: number;
}): FieldSpace {
	const { lattice, per = "site", manifold = "line" } = given;
	const fixed = fixedComponents[manifold];
	const components = given.components ?? fixed ?? 1;
	const least = manifold === "sphere" ? 2 : 1;
	if (!Number.isInteger(components) || components < least)
		throw new RangeError(
			`a ${manifold} has ${least} components or more, got ${components}`,
		);
	if (fixed !== undefined && components !== fixed)
		throw new RangeError(
			`an element of ${manifold} has ${fixed} components, not ${components}`,
		);
	const shape = [
		...(per === "link" ? [lattice.dimension] : []),
		...lattice.shape,
		...(components > 1 ? [components] : []),
	];
	const size = shape.reduce((product, extent) => product * extent, 1);
	return { lattice, per, manifold, components, shape, size };
}

/** One real number per site: what flows of scalar fields and their observables are made for. */
export function isRealScalar(space: FieldSpace): boolean {
	return (
		space.per === "site" && space.manifold === "line" && space.components === 1
	);
}

/** For people: "one real number per site", "3 reals (a unit vector) per site", ... */
export function describeSpace(space: FieldSpace): string {
	const { per, manifold, components } = space;
	const elements: Readonly<Record<Manifold, string>> = {
		line: components === 1 ? "one real number" : `${components} real numbers`,
		circle: "one angle",
		sphere: `a unit vector of ${components} components`,
		SU2: "a matrix of SU(2)",
		SU3: "a matrix of SU(3)",
	};
	return `${elements[manifold]} per ${per}`;
}
