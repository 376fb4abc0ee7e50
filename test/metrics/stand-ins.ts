/** Actions of every family and kind of field that never compute S, and what can be done to their fields. */
import type { Action, Family, Structure } from "../../actions/action.js";
import { geometryOf } from "../../actions/manifolds/registry.js";
import { transformationsOf } from "../../actions/verify/symmetries.js";
import { createFieldSpace, type FieldSpace } from "../../core/field-space.js";
import { coordinate, type Lattice } from "../../core/lattice.js";
import { createRandom } from "../../core/random.js";
import type { Observable } from "../../metrics/observable.js";

export function standIns(lattice: Lattice): readonly Action[] {
	const standIn = (
		name: string,
		family: Family,
		space: Omit<Parameters<typeof createFieldSpace>[0], "lattice">,
		structure?: Structure,
	): Action => ({
		name,
		family,
		space: createFieldSpace({ lattice, ...space }),
		symmetries: new Set(),
		parameters: {},
		evaluate: () => {
			throw new Error("a stand-in has no action values");
		},
		...(structure === undefined ? {} : { structure }),
	});
	const polynomial = {
		kind: "scalarPolynomial",
		kinetic: 1,
		potential: [0, 0, 1, 0, 1],
	} as const;
	const spin = { kind: "spin", beta: 1 } as const;
	const wilson = (group: "U1" | "SU2" | "SU3") =>
		({ kind: "wilson", group, beta: 1 }) as const;
	return [
		standIn("real scalar", "scalar", {}, polynomial),
		standIn("two components", "scalar", { components: 2 }),
		standIn("XY", "spin", { manifold: "circle" }, spin),
		standIn("O(3)", "spin", { manifold: "sphere", components: 3 }, spin),
		standIn("U(1)", "gauge", { per: "link", manifold: "circle" }, wilson("U1")),
		standIn("SU(2)", "gauge", { per: "link", manifold: "SU2" }, wilson("SU2")),
		standIn("SU(3)", "gauge", { per: "link", manifold: "SU3" }, wilson("SU3")),
	];
}

/** Normal reals, uniform elements of other manifolds: [count, ...space.shape]. */
export function randomFields(
	space: FieldSpace,
	count: number,
	label: string,
): Float64Array {
	const fields = new Float64Array(count * space.size);
	const random = createRandom(label);
	geometryOf(space).uniform(random, fields, space.components);
	return fields;
}

type Transformation = (fields: Float64Array) => Float64Array;

/** Those that generate the symmetry on this space; none where it has no meaning. */
export function transformations(
	symmetry: NonNullable<Observable["symmetries"]>[number],
	space: FieldSpace,
): readonly Transformation[] {
	const { lattice, per, manifold } = space;
	const { shape } = lattice;
	const cubic = shape.every((extent) => extent === shape[0]);
	switch (symmetry) {
		case "translation":
			return shape.map((extent, mu) =>
				moved(space, (at) => at.with(mu, (at[mu] + 1) % extent)),
			);
		case "hypercubic":
			if (per === "link") return verified(symmetry, space);
			return !cubic
				? []
				: [
						moved(space, (at) => [...at.slice(1), at[0]]),
						moved(space, (at) => at.with(0, shape[0] - 1 - at[0])),
					];
		case "signFlip":
			return manifold === "line" ? [(fields) => fields.map((x) => -x)] : [];
		case "gauge":
		case "chargeConjugation":
			return per === "link" ? verified(symmetry, space) : [];
	}
}

/** Those by which actions are tried: of one configuration, here of each. */
function verified(
	symmetry: NonNullable<Observable["symmetries"]>[number],
	space: FieldSpace,
): readonly Transformation[] {
	const random = createRandom(symmetry);
	return transformationsOf(symmetry, space, random).map(
		({ apply }) =>
			(fields) => {
				const out = new Float64Array(fields.length);
				for (let at = 0; at < fields.length; at += space.size)
					out.set(apply(fields.slice(at, at + space.size)), at);
				return out;
			},
	);
}

/** The element at each site comes from the site that `source` names by its coordinates. */
function moved(
	{ lattice, components }: FieldSpace,
	source: (at: readonly number[]) => readonly number[],
): Transformation {
	const { sites, shape, strides } = lattice;
	const from = Array.from({ length: sites }, (_, x) =>
		source(shape.map((_, mu) => coordinate(lattice, x, mu))).reduce(
			(sum, at, mu) => sum + at * strides[mu],
			0,
		),
	);
	// Configurations and directions stand before the sites, components behind them.
	return (fields) =>
		fields.map((_, i) => {
			const component = i % components;
			const element = (i - component) / components;
			const x = element % sites;
			return fields[(element - x + from[x]) * components + component];
		});
}
