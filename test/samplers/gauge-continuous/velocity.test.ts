/** The velocity in plain TypeScript: its divergence, its symmetries, and the integrator's order. */
import { describe, expect, test } from "vitest";
import { linkAlgebra } from "../../../actions/gauge/links/registry.js";
import { transformationsOf } from "../../../actions/verify/symmetries.js";
import { shifted } from "../../../core/lattice.js";
import { ReferenceFlow } from "../../../samplers/gauge-continuous/reference/trajectory.js";
import { ReferenceVelocity } from "../../../samplers/gauge-continuous/reference/velocity.js";
import { example, generatorsOf, groups, turned } from "./support.js";

/** Central differences of the velocity along every generator of every link. */
function jacobian(
	group: (typeof groups)[number],
	shape: readonly number[],
	reach: number | null,
) {
	const { model, links } = example(group, shape, { reach });
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
		[[3, 3], null],
		[[4, 3], null],
		[[3, 5], 1],
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
		const { lattice, components } = space;
		/** U_0(x) becomes the inverse of U_0 at the image, which starts one site further. */
		const reflect = (given: Float64Array) => {
			const out = new Float64Array(given.length);
			const image = (site: number) => {
				const row = Math.floor(site / lattice.strides[0]);
				return shifted(lattice, site, 0, -2 * row);
			};
			for (let mu = 0; mu < 2; mu++)
				for (let x = 0; x < lattice.sites; x++) {
					const from = mu === 0 ? shifted(lattice, image(x), 0, -1) : image(x);
					const source = (mu * lattice.sites + from) * components;
					const element = given.subarray(source, source + components);
					const inverse = inverseOf(group, element);
					out.set(
						mu === 0 ? inverse : element,
						(mu * lattice.sites + x) * components,
					);
				}
			return out;
		};
		const all = [
			...(
				["translation", "hypercubic", "gauge", "chargeConjugation"] as const
			).flatMap((symmetry) => transformationsOf(symmetry, space, random)),
			// Flux passes a plaquette on one side: of no account only where transport commutes.
			...(group === "U1" ? [{ label: "reflection", apply: reflect }] : []),
		];
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

function inverseOf(
	group: (typeof groups)[number],
	element: Float64Array,
): Float64Array {
	if (group === "U1") return element.map((angle) => -angle);
	if (group === "SU2") return element.map((a, i) => (i === 0 ? a : -a));
	return Float64Array.from(element, (_, i) => {
		const [row, column] = [Math.floor(i / 6), Math.floor((i % 6) / 2)];
		const value = element[6 * column + 2 * row + (i % 2)];
		return i % 2 === 0 ? value : -value;
	});
}
