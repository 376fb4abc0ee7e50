/** The velocity in plain TypeScript: its divergence, its symmetries, and the integrator's order. */
import { describe, expect, test } from "vitest";
import { linkAlgebra } from "../../../actions/gauge/links/registry.js";
import { transformationsOf } from "../../../actions/verify/symmetries.js";
import { coefficientsAt } from "../../../samplers/gauge-continuous/model.js";
import {
	reflected,
	velocityBack,
} from "../../../samplers/gauge-continuous/reference/reflect.js";
import { ReferenceFlow } from "../../../samplers/gauge-continuous/reference/trajectory.js";
import { ReferenceVelocity } from "../../../samplers/gauge-continuous/reference/velocity.js";
import { example, generatorsOf, groups, turned } from "./support.js";

/** Central differences of the velocity along every generator of every link. */
function jacobian(
	group: (typeof groups)[number],
	shape: readonly number[],
	reach: number | null,
) {
	const reflections = reach !== null;
	const { model, links } = example(group, shape, { reach, reflections });
	const velocity = new ReferenceVelocity(model);
	const { algebra, metric } = velocity;
	const { reals, inner } = algebra;
	const step = 1e-4;
	return Array.from({ length: model.terms }, (_, term) => {
		const one = new Float64Array(model.terms);
		one[term] = 1;
		const here = velocity.at(links, one);
		let divergence = 0;
		let slope = 0;
		for (let at = 0; at < links.length; at += reals)
			for (const generator of generatorsOf(group)) {
				const moved = (length: number) =>
					velocity.at(turned(algebra, links, at, generator, length), one);
				const [plus, minus] = [moved(step), moved(-step)];
				const along = (x: Float64Array) => metric * inner(x, at, generator, 0);
				divergence +=
					(along(plus.velocity) - along(minus.velocity)) / (2 * step);
				slope +=
					(along(here.velocity) * (plus.traces - minus.traces)) / (2 * step);
			}
		return { here, term, divergence, slope };
	});
}

describe.each(groups)("%s", (group) => {
	test.each([
		[[4, 3], null],
		[[3, 3], 1],
	] as const)(
		"divergence and slope of every term on %j, reach %j",
		(shape, reach) => {
			const factor = group === "U1" ? 1 : 0.5;
			for (const { here, term, divergence, slope } of jacobian(
				group,
				shape,
				reach,
			)) {
				expect(here.divergences[term]).toBeCloseTo(divergence, 5);
				expect(here.divergence).toBeCloseTo(here.divergences[term], 10);
				expect(-factor * here.slopes[term]).toBeCloseTo(slope, 5);
			}
		},
	);

	test("the flow commutes with the symmetries, and its density has them", () => {
		const { model, space, random, fields, parameters } = example(group, [4, 4]);
		const algebra = linkAlgebra(space);
		const flow = new ReferenceFlow(model, 2);
		const run = (start: Float64Array) =>
			flow.run(parameters, algebra.load(start, 0, space.size), 2);
		const plain = run(fields);
		const all = (
			["translation", "hypercubic", "gauge", "chargeConjugation"] as const
		).flatMap((symmetry) => transformationsOf(symmetry, space, random));
		for (const { label, apply } of all) {
			const other = run(apply(fields));
			expect(other.divergence, label).toBeCloseTo(plain.divergence, 9);
			const end = new Float64Array(space.size);
			algebra.store(plain.links, end, 0);
			const image = algebra.load(apply(end), 0, space.size);
			for (const [i, value] of other.links.entries())
				expect(Math.abs(value - image[i]), label).toBeLessThan(1e-9);
		}
	});

	test("the velocity has reflections, in SU(N) where they are asked for", () => {
		for (const reflections of [true, false]) {
			const { model, links, parameters } = example(group, [4, 3], {
				reflections,
			});
			const { shape } = model;
			const velocity = new ReferenceVelocity(model);
			const { algebra } = velocity;
			const coefficients = coefficientsAt(model, parameters, 0.5);
			const here = velocity.at(links, coefficients);
			for (const mu of [0, 1]) {
				const image = reflected(algebra, shape, links, mu);
				expect(reflected(algebra, shape, image, mu)).toEqual(links);
				const there = velocity.at(image, coefficients);
				expect(there.traces).toBeCloseTo(here.traces, 9);
				const back = velocityBack(algebra, shape, links, there.velocity, mu);
				const gap = Math.max(
					...back.map((x, i) => Math.abs(x - here.velocity[i])),
				);
				if (reflections || group === "U1") {
					expect(gap).toBeLessThan(1e-12);
					expect(there.divergence).toBeCloseTo(here.divergence, 9);
				} else expect(gap).toBeGreaterThan(1e-3);
			}
		}
	});

	test("the integrator is of order 4, and its inverse comes back", () => {
		const { model, links, parameters } = example(group, [3, 3]);
		const flow = new ReferenceFlow(model, 2);
		const half = parameters.map((value) => value / 2);
		const ends = [4, 8, 16].map((steps) => flow.run(half, links, steps));
		const gaps = [0, 1].map((i) =>
			Math.hypot(
				ends[i].divergence - ends[i + 1].divergence,
				...ends[i].links.map((value, k) => value - ends[i + 1].links[k]),
			),
		);
		expect(gaps[0] / gaps[1]).toBeGreaterThan(11);
		expect(gaps[0] / gaps[1]).toBeLessThan(24);
		const back = flow.run(half, ends[2].links, 16, true);
		expect(back.divergence).toBeCloseTo(-ends[2].divergence, 3);
		for (const [i, value] of back.links.entries())
			expect(Math.abs(value - links[i])).toBeLessThan(1e-3);
	});
});
