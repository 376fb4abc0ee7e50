import type { LinkAlgebra } from "../../../actions/gauge/links/algebra.js";
import { linkAlgebra } from "../../../actions/gauge/links/registry.js";
import { geometryOf } from "../../../actions/manifolds/registry.js";
import { createFieldSpace } from "../../../core/field-space.js";
import { createLattice } from "../../../core/lattice.js";
import { createRandom } from "../../../core/random.js";
import {
	type GaugeModel,
	gaugeModel,
	type ModelOptions,
} from "../../../samplers/gauge-continuous/model.js";

export const groups = ["U1", "SU2", "SU3"] as const;

function spaceOf(group: GaugeModel["group"], shape: readonly number[]) {
	const manifold = group === "U1" ? "circle" : group;
	return createFieldSpace({
		lattice: createLattice(shape),
		per: "link",
		manifold,
	});
}

/** A model with all kinds of terms, Haar fields, their matrices, and parameters of the size that training finds. */
export function example(
	group: GaugeModel["group"],
	shape: readonly number[],
	options: Partial<ModelOptions> = {},
) {
	const model = gaugeModel(group, shape, {
		powers: 3,
		factors: 2,
		means: 2,
		reach: null,
		timeModes: 2,
		reflections: false,
		...options,
	});
	const space = spaceOf(group, shape);
	const random = createRandom(`${group} ${shape.join(" ")}`);
	const fields = new Float64Array(space.size);
	geometryOf(space).uniform(random, fields, space.components);
	const links = linkAlgebra(space).load(fields, 0, space.size);
	const parameters = Float64Array.from(
		{ length: model.layout.size },
		(_, i) => 0.5 * random.normal() - (i === 0 ? 0.8 : 0),
	);
	return { model, space, random, fields, links, parameters };
}

/** Orthonormal elements of the algebra as matrices. */
export function generatorsOf(group: GaugeModel["group"]): Float64Array[] {
	if (group === "U1") return [Float64Array.of(0, 1)];
	if (group === "SU2")
		return [1, 2, 3].map((a) =>
			Float64Array.from({ length: 4 }, (_, i) => (i === a ? 0.5 : 0)),
		);
	const pairs = [
		[0, 1],
		[0, 2],
		[1, 2],
	].flatMap(([r, c]) =>
		[0, 1].map((part) => {
			const out = new Float64Array(18);
			out[6 * r + 2 * c + part] = 0.5;
			out[6 * c + 2 * r + part] = part === 0 ? -0.5 : 0.5;
			return out;
		}),
	);
	const diagonal = (...values: number[]) => {
		const out = new Float64Array(18);
		for (const [i, value] of values.entries()) out[8 * i + 1] = value / 2;
		return out;
	};
	const third = 1 / Math.sqrt(3);
	return [...pairs, diagonal(1, -1, 0), diagonal(third, third, -2 * third)];
}

/** One link multiplied by exp(length T), to third order. */
export function turned(
	{ reals, multiply, identity }: LinkAlgebra,
	links: Float64Array,
	at: number,
	generator: Float64Array,
	length: number,
): Float64Array {
	const matrix = () => new Float64Array(reals);
	const [sum, square, cube, out] = [
		matrix(),
		matrix(),
		matrix(),
		links.slice(),
	];
	multiply(generator, 0, generator, 0, square, 0);
	multiply(square, 0, generator, 0, cube, 0);
	identity(sum, 0);
	for (let i = 0; i < reals; i++)
		sum[i] +=
			length * generator[i] +
			(length ** 2 / 2) * square[i] +
			(length ** 3 / 6) * cube[i];
	multiply(sum, 0, links, at, out, at);
	return out;
}
