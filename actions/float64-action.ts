/**
 * S in float64, computed directly from the action's structure. The values of S that samplers, kernels
 * and modules give are compared with it.
 */
import {
	describeSpace,
	type FieldSpace,
	isRealScalar,
} from "../core/field-space.js";
import { type Lattice, neighbours, shifted } from "../core/lattice.js";
import type {
	Action,
	NearestNeighbourSpins,
	Polynomial,
	Wilson,
} from "./action.js";
import { geometryOf } from "./manifolds/registry.js";

export interface Float64Value {
	readonly value: number;
	/** Sum of the sizes of all terms: what rounding errors are a share of. */
	readonly magnitude: number;
}

/** S of one configuration, `space.size` numbers. */
export type Float64Action = (fields: ArrayLike<number>) => Float64Value;

/**
 * Undefined where the structure is not stated.
 * @throws Error with a sentence where the structure is one of other fields than the action has
 */
export function float64Action(action: Action): Float64Action | undefined {
	const { space, structure } = action;
	const { per, manifold } = space;
	const misfit = (needed: string) =>
		new Error(
			`its structure ${structure?.kind} needs ${needed}, and it has ${describeSpace(space)}`,
		);
	switch (structure?.kind) {
		case undefined:
			return undefined;
		case "scalarPolynomial":
			if (!isRealScalar(space)) throw misfit("one real number per site");
			return polynomialAction(space.lattice, structure);
		case "wilson": {
			const wanted = structure.group === "U1" ? "circle" : structure.group;
			if (per !== "link" || manifold !== wanted)
				throw misfit(`links of ${structure.group}`);
			return wilsonAction(space, structure);
		}
		case "spin":
			if (per !== "site" || !(manifold === "sphere" || manifold === "circle"))
				throw misfit("a unit vector or an angle per site");
			return spinAction(space, structure);
	}
}

/**
 * How far two computations of S may lie apart in float32. Every term may be off by some roundings, all in the
 * same direction. A float32 sum of n numbers deviates by about the square root of n roundings of itself.
 * @param size reals of the configuration
 */
export function roundingOf(
	{ value, magnitude }: Float64Value,
	size: number,
): number {
	return 2 ** -24 * (32 * magnitude + 4 * Math.sqrt(size) * Math.abs(value));
}

/**
 * How far the S of a configuration that somebody else computed may lie from ours, `value`. Terms that are not
 * known are taken to be some of the order of S, and one of order one for each number.
 */
export function toleranceOf(
	action: Action,
): (field: ArrayLike<number>, value: number) => number {
	const { size } = action.space;
	const exact = float64Action(action);
	return (field, value) => {
		const known = exact?.(field);
		return roundingOf(
			known ?? { value, magnitude: Math.abs(value) + size },
			size,
		);
	};
}

function polynomialAction(
	lattice: Lattice,
	{ kinetic, potential }: Polynomial,
): Float64Action {
	const nearest = neighbours(lattice);
	const links = 2 * lattice.dimension;
	return (fields) => {
		let value = 0;
		let magnitude = 0;
		for (let x = 0; x < lattice.sites; x++) {
			const phi = fields[x];
			// Every link once: the forward ones.
			for (let link = 0; link < links; link += 2) {
				const other = fields[nearest[x * links + link]];
				value += kinetic * (other - phi) ** 2;
				magnitude += Math.abs(kinetic) * (Math.abs(other) + Math.abs(phi)) ** 2;
			}
			let power = 1;
			for (const coefficient of potential) {
				value += coefficient * power;
				magnitude += Math.abs(coefficient * power);
				power *= phi;
			}
		}
		return { value, magnitude };
	};
}

function wilsonAction(space: FieldSpace, { beta }: Wilson): Float64Action {
	const { lattice, components } = space;
	const { group } = geometryOf(space);
	if (group === undefined) throw new Error("links live on a group");
	const { dimension, sites } = lattice;
	return (fields) => {
		const values = Float64Array.from(fields);
		const link = (mu: number, x: number) =>
			values.subarray(
				(mu * sites + x) * components,
				(mu * sites + x + 1) * components,
			);
		let value = 0;
		let plaquettes = 0;
		for (let x = 0; x < sites; x++)
			for (let mu = 0; mu < dimension; mu++)
				for (let nu = mu + 1; nu < dimension; nu++) {
					const there = group.multiply(
						link(mu, x),
						link(nu, shifted(lattice, x, mu, 1)),
					);
					const back = group.multiply(
						link(nu, x),
						link(mu, shifted(lattice, x, nu, 1)),
					);
					value -=
						beta * group.trace(group.multiply(there, group.inverse(back)));
					plaquettes++;
				}
		return { value, magnitude: Math.abs(beta) * plaquettes };
	};
}

function spinAction(
	{ lattice, manifold, components }: FieldSpace,
	{ beta }: NearestNeighbourSpins,
): Float64Action {
	const nearest = neighbours(lattice);
	const links = 2 * lattice.dimension;
	return (fields) => {
		const product = (x: number, y: number) => {
			if (manifold === "circle") return Math.cos(fields[x] - fields[y]);
			let sum = 0;
			for (let i = 0; i < components; i++)
				sum += fields[x * components + i] * fields[y * components + i];
			return sum;
		};
		let value = 0;
		for (let x = 0; x < lattice.sites; x++)
			// Every link once: the forward ones.
			for (let link = 0; link < links; link += 2)
				value -= beta * product(x, nearest[x * links + link]);
		const magnitude = (Math.abs(beta) * lattice.sites * links) / 2;
		return { value, magnitude };
	};
}
