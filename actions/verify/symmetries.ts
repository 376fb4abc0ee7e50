/**
 * What each symmetry does to one configuration, in float64. Some symmetries stand for several
 * transformations: one for each direction, or one for each pair of directions.
 */
import { element } from "../../core/elements.js";
import {
	describeSpace,
	type FieldSpace,
	isRealScalar,
} from "../../core/field-space.js";
import { coordinate, shifted } from "../../core/lattice.js";
import type { Random } from "../../core/random.js";
import type { Symmetry } from "../action.js";
import type { Group } from "../manifolds/manifold.js";
import { geometryOf } from "../manifolds/registry.js";

export interface Transformation {
	/** What is done, as in "when ...". */
	readonly label: string;
	apply(fields: Float64Array): Float64Array;
}

/**
 * @param random rotations and gauge transformations are drawn from it
 * @throws Error with a sentence where the symmetry has no meaning for the fields
 */
export function transformationsOf(
	symmetry: Symmetry,
	space: FieldSpace,
	random: Random,
): readonly Transformation[] {
	const { lattice, manifold, components } = space;
	const { group } = geometryOf(space);
	switch (symmetry) {
		case "translation":
			return lattice.shape.map((_, mu) => ({
				label: `the fields move by one site in direction ${mu}`,
				apply: (fields) =>
					rearranged(
						space,
						fields,
						(site) => shifted(lattice, site, mu, 1),
						(direction) => direction,
					),
			}));
		case "hypercubic":
			return pairsOfEqualExtent(lattice.shape).map(([mu, nu]) => ({
				label: `directions ${mu} and ${nu} change places`,
				apply: (fields) => exchanged(space, fields, mu, nu),
			}));
		case "signFlip":
			if (manifold === "SU3") break;
			return [
				{
					label: "the fields change sign",
					apply: (fields) => fields.map((value) => -value),
				},
			];
		case "rotation":
			if (space.per === "link" || isRealScalar(space)) break;
			return [
				{
					label: "all fields turn alike",
					apply: group
						? turnedBy(space, group, random)
						: rotated(components, random),
				},
			];
		case "gauge":
			if (space.per === "site" || group === undefined) break;
			return [
				{
					label: "the fields undergo a gauge transformation",
					apply: gauged(space, group, random),
				},
			];
		case "chargeConjugation":
			if (group === undefined) break;
			return [
				{
					label: "the fields are complex conjugated",
					apply: (fields) =>
						mapElements(fields, components, (u) => group.conjugate(u)),
				},
			];
	}
	throw new Error(
		`the symmetry ${symmetry} has no meaning for ${describeSpace(space)}`,
	);
}

function pairsOfEqualExtent(
	shape: readonly number[],
): readonly (readonly [number, number])[] {
	return shape.flatMap((extent, mu) =>
		shape.flatMap((other, nu) =>
			nu > mu && other === extent ? [[mu, nu] as const] : [],
		),
	);
}

/** Element (direction, site) of the outcome is element (`direction`(direction), `from`(site)). */
function rearranged(
	{ lattice: { sites }, components, size }: FieldSpace,
	fields: Float64Array,
	from: (site: number) => number,
	direction: (mu: number) => number,
): Float64Array {
	const out = new Float64Array(size);
	for (let place = 0; place < size / components; place++) {
		const mu = Math.floor(place / sites);
		const source = direction(mu) * sites + from(place % sites);
		const from0 = source * components;
		out.set(fields.subarray(from0, from0 + components), place * components);
	}
	return out;
}

function exchanged(
	space: FieldSpace,
	fields: Float64Array,
	mu: number,
	nu: number,
): Float64Array {
	const { lattice, per } = space;
	const { strides } = lattice;
	const swap = (direction: number) =>
		direction === mu ? nu : direction === nu ? mu : direction;
	return rearranged(
		space,
		fields,
		(site) => {
			const apart =
				coordinate(lattice, site, nu) - coordinate(lattice, site, mu);
			return site + apart * (element(strides, mu) - element(strides, nu));
		},
		per === "link" ? swap : (direction) => direction,
	);
}

function mapElements(
	fields: Float64Array,
	components: number,
	change: (element: Float64Array, index: number) => Float64Array,
): Float64Array {
	const out = new Float64Array(fields.length);
	for (let at = 0; at < fields.length; at += components)
		out.set(change(fields.subarray(at, at + components), at / components), at);
	return out;
}

/** One rotation of all vectors: one plane after another. */
function rotated(components: number, random: Random): Transformation["apply"] {
	const angles = Array.from(
		{ length: components - 1 },
		() => 1 + random.uniform(),
	);
	return (fields) =>
		mapElements(fields, components, (vector) => {
			const turned = vector.slice();
			angles.forEach((angle, i) => {
				const [x, y] = [element(turned, i), element(turned, i + 1)];
				turned[i] = Math.cos(angle) * x - Math.sin(angle) * y;
				turned[i + 1] = Math.sin(angle) * x + Math.cos(angle) * y;
			});
			return turned;
		});
}

/** One group element times all elements. */
function turnedBy(
	space: FieldSpace,
	group: Group,
	random: Random,
): Transformation["apply"] {
	const { components } = space;
	const g = new Float64Array(components);
	geometryOf(space).uniform(random, g, components);
	return (fields) =>
		mapElements(fields, components, (u) => group.multiply(g, u));
}

/** U_mu(x) -> g(x) U_mu(x) g(x + mu)^-1. */
function gauged(
	space: FieldSpace,
	group: Group,
	random: Random,
): Transformation["apply"] {
	const { components, lattice } = space;
	const g = new Float64Array(lattice.sites * components);
	geometryOf(space).uniform(random, g, components);
	const at = (site: number) =>
		g.subarray(site * components, (site + 1) * components);
	return (fields) =>
		mapElements(fields, components, (u, index) => {
			const mu = Math.floor(index / lattice.sites);
			const site = index % lattice.sites;
			const end = group.inverse(at(shifted(lattice, site, mu, 1)));
			return group.multiply(group.multiply(at(site), u), end);
		});
}
