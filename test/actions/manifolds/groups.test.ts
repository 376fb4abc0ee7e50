/** The uniform measures, and the group law that host and tensors share. */
import { describe, expect, test } from "vitest";
import type { Geometry } from "../../../actions/manifolds/manifold.js";
import { geometries } from "../../../actions/manifolds/registry.js";
import { createRandom } from "../../../core/random.js";
import { openTestBackend } from "../../support/backend.js";
import {
	count,
	drifted,
	element,
	randomState,
	tensorOf,
	u,
} from "./support.js";

await openTestBackend();

/** Mean of f over uniform draws against its exact value, in errors. */
function pull(
	geometry: Geometry,
	components: number,
	f: (x: Float64Array) => number,
	exact: number,
): number {
	const draws = 40_000;
	const values = new Float64Array(draws * components);
	geometry.uniform(
		createRandom(`uniform ${geometry.name}`),
		values,
		components,
	);
	let sum = 0;
	let squares = 0;
	for (let i = 0; i < draws; i++) {
		const value = f(element(values, i, components) as Float64Array);
		sum += value;
		squares += value * value;
	}
	const mean = sum / draws;
	return (mean - exact) / Math.sqrt((squares / draws - mean * mean) / draws);
}

describe("uniform starts", () => {
	const { circle, sphere, SU2, SU3 } = geometries;
	const im3 = (x: Float64Array) => x[1] + x[9] + x[17];
	test.each<[string, Geometry, number, (x: Float64Array) => number, number]>([
		["<cos> on the circle", circle, 1, ([x]) => Math.cos(x), 0],
		["<cos^2> on the circle", circle, 1, ([x]) => Math.cos(x) ** 2, 1 / 2],
		["<x^2> on the sphere", sphere, 3, ([x]) => x * x, 1 / 3],
		["<x^2 y^2> on the sphere", sphere, 3, ([x, y]) => (x * y) ** 2, 1 / 15],
		["<tr U> on SU(2)", SU2, 4, ([a]) => 2 * a, 0],
		["<(tr U)^2> on SU(2)", SU2, 4, ([a]) => 4 * a * a, 1],
		["<(tr U)^4> on SU(2)", SU2, 4, ([a]) => 16 * a ** 4, 2],
		["<Re tr U> on SU(3)", SU3, 18, (x) => traceOf(x), 0],
		["<(Re tr U)^2> on SU(3)", SU3, 18, (x) => traceOf(x) ** 2, 1 / 2],
		["<(Im tr U)^2> on SU(3)", SU3, 18, (x) => im3(x) ** 2, 1 / 2],
		[
			"<|tr U|^4> on SU(3)",
			SU3,
			18,
			(x) => (traceOf(x) ** 2 + im3(x) ** 2) ** 2,
			2,
		],
		// The only cubic invariant: three quarks make a baryon. A matrix of U(3) would give 0.
		[
			"<Re (tr U)^3> on SU(3)",
			SU3,
			18,
			(x) => traceOf(x) ** 3 - 3 * traceOf(x) * im3(x) ** 2,
			1,
		],
	])("%s", (_name, geometry, components, f, exact) => {
		expect(Math.abs(pull(geometry, components, f, exact))).toBeLessThan(4);
	});

	function traceOf(x: Float64Array): number {
		return 3 * (SU3.group?.trace(x) ?? Number.NaN);
	}
});

describe.each([
	["SU2", geometries.SU2, 4],
	["SU3", geometries.SU3, 18],
] as const)("the group %s", (name, geometry, components) => {
	const { group } = geometry;
	if (group === undefined) throw new Error(`${name} is a group`);
	const { elements, momenta, width } = randomState(geometry, components, name);
	const [a, b] = [0, 1].map((i) =>
		Float64Array.from(element(elements, i, components)),
	);
	for (const x of [a, b]) geometry.project(x, components);

	test("inverses, and conjugation of a product", () => {
		const one = geometry.origin(components);
		expect(
			geometry.distance(group.multiply(a, group.inverse(a)), one),
		).toBeLessThan(1e-14);
		expect(
			geometry.distance(
				group.conjugate(group.multiply(a, b)),
				group.multiply(group.conjugate(a), group.conjugate(b)),
			),
		).toBeLessThan(1e-14);
	});

	test("a drift multiplies from the left by what it makes of the identity", async () => {
		const ones = new Float32Array(count * components);
		for (let i = 0; i < count; i++)
			ones.set(geometry.origin(components), i * components);
		const p = tensorOf(momenta, width);
		const factor = await drifted(
			geometry,
			tensorOf(ones, components),
			p,
			[0.9],
		);
		const moved = await drifted(
			geometry,
			tensorOf(elements, components),
			p,
			[0.9],
		);
		for (let i = 0; i < count; i++) {
			const expected = group.multiply(
				element(factor.fields, i, components),
				element(elements, i, components),
			);
			expect(
				geometry.distance(element(moved.fields, i, components), expected),
			).toBeLessThan(40 * u);
		}
	});
});
