/** What actions/manifolds/manifold.ts promises, of every manifold. */
import { describe, expect, test } from "vitest";
import type { Geometry } from "../../../actions/manifolds/manifold.js";
import { geometries } from "../../../actions/manifolds/registry.js";
import { createRandom, fillNormal } from "../../../core/random.js";
import * as tf from "../../../tensor/tf.js";
import { openTestBackend } from "../../support/backend.js";
import {
	count,
	drifted,
	element,
	largestDistance,
	randomState,
	tensorOf,
	u,
} from "./support.js";

await openTestBackend();

const cases: readonly (readonly [
	name: string,
	Geometry,
	components: number,
])[] = [
	["line", geometries.line, 1],
	["line of 2", geometries.line, 2],
	["circle", geometries.circle, 1],
	["sphere of 2", geometries.sphere, 2],
	["sphere of 3", geometries.sphere, 3],
	["SU2", geometries.SU2, 4],
	["SU3", geometries.SU3, 18],
];

describe.each(cases)("%s", (name, geometry, components) => {
	const { width, elements, momenta } = randomState(geometry, components, name);
	const fields = tensorOf(elements, components);
	const p = tensorOf(momenta, width);

	test("a drift keeps to the manifold and to |p|, for short times and long ones", async () => {
		for (const length of [1e-3, 0.3, 1, 7]) {
			const moved = await drifted(geometry, fields, p, [length]);
			const back = moved.fields.slice();
			geometry.project(back, components);
			// On a line and a circle rounding is relative to how far the element has come.
			const scale = 10 * (1 + length);
			expect(
				largestDistance(geometry, back, moved.fields, components),
			).toBeLessThan(8 * scale * u);
			for (let i = 0; i < count; i++) {
				const before = Math.hypot(...element(momenta, i, width));
				const after = Math.hypot(...element(moved.momenta, i, width));
				expect(Math.abs(after / before - 1)).toBeLessThan(8 * scale * u);
			}
		}
	});

	test("a drift is reversible, and drifts add up", async () => {
		const there = await drifted(geometry, fields, p, [0.8]);
		const inParts = await drifted(geometry, fields, p, [0.5, 0.3]);
		expect(
			largestDistance(geometry, there.fields, inParts.fields, components),
		).toBeLessThan(80 * u);
		const back = await drifted(
			geometry,
			tensorOf(there.fields, components),
			tensorOf(
				there.momenta.map((value) => -value),
				width,
			),
			[0.8],
		);
		expect(
			largestDistance(geometry, back.fields, elements, components),
		).toBeLessThan(80 * u);
		back.momenta.forEach((value, i) => {
			expect(Math.abs(value + momenta[i])).toBeLessThan(80 * u);
		});
	});

	test("an element moves by |p| times the time", async () => {
		const length = 0.02;
		const moved = await drifted(geometry, fields, p, [length]);
		for (let i = 0; i < count; i++) {
			const speed = Math.hypot(...element(momenta, i, width));
			const way = geometry.distance(
				element(elements, i, components),
				element(moved.fields, i, components),
			);
			// The chord is shorter than the arc by a third-order term; fields are float32.
			expect(Math.abs(way - length * speed)).toBeLessThan(
				(length * speed) ** 3 + 30 * u,
			);
		}
	});

	test("the tangent gradient is the derivative along every direction of momentum", async () => {
		const random = createRandom(`${name} function`);
		const weights = tensorOf(
			fillNormal(random, new Float64Array(count * components)),
			components,
		);
		// A smooth function of each element, which no symmetry makes special.
		const value = (x: tf.Tensor) => {
			const terms = tf.sin(tf.add(tf.mul(x, 1.3), weights));
			return components > 1 ? tf.sum(terms, 1) : terms;
		};
		const gradient = tf.grad((x: tf.Tensor) => tf.sum(value(x)))(fields);
		const got = await geometry.tangent(fields, gradient).data();
		const step = 2 ** -6;
		for (let direction = 0; direction < width; direction++) {
			const basis = new Float64Array(count * width);
			for (let i = 0; i < count; i++) basis[i * width + direction] = 1;
			geometry.momenta(elements, basis, components);
			const along = tensorOf(basis, width);
			const ends = [step, -step].map((length) =>
				value(geometry.drift(fields, along, length).fields).dataSync(),
			);
			for (let i = 0; i < count; i++) {
				const slope = (ends[0][i] - ends[1][i]) / (2 * step);
				const own = [...element(basis, i, width)].reduce(
					(sum, b, k) => sum + b * got[i * width + k],
					0,
				);
				// Third derivatives are below 1.3^3 components; rounding of sums of sines over the step.
				expect(Math.abs(own - slope)).toBeLessThan(
					(step ** 2 / 6) * 20 * components + (8 * components * u) / step,
				);
			}
		}
	});

	test("momenta are independent normals of unit variance", () => {
		const random = createRandom(`${name} momenta`);
		const draws = 4000;
		const start = new Float64Array(draws * components);
		geometry.uniform(random, start, components);
		const normals = fillNormal(random, new Float64Array(draws * width));
		geometry.momenta(start, normals, components);
		const dimension = geometry.name === "sphere" ? width - 1 : width;
		let squares = 0;
		for (const value of normals) squares += value * value;
		const error = Math.sqrt((2 * dimension) / draws);
		expect(Math.abs(squares / draws - dimension)).toBeLessThan(4 * error);
		if (geometry.name !== "sphere") return;
		for (let i = 0; i < draws; i++) {
			const s = element(start, i, components);
			const q = element(normals, i, components);
			expect(
				Math.abs([...q].reduce((sum, v, k) => sum + v * s[k], 0)),
			).toBeLessThan(1e-12);
		}
	});

	test("a cold element lies on the manifold", () => {
		const origin = geometry.origin(components);
		const projected = origin.slice();
		geometry.project(projected, components);
		expect(geometry.distance(origin, projected)).toBeLessThan(1e-14);
		if (geometry.group !== undefined)
			expect(geometry.group.trace(origin)).toBe(1);
	});
});
