/** Updates of one link: on the group, microcanonical where they should be, and a heat bath where one link is known. */
import { describe, expect, test } from "vitest";
import { torusOf } from "../../../actions/gauge/exact/expectations.js";
import { linkAlgebra } from "../../../actions/gauge/links/registry.js";
import { createLattice } from "../../../core/lattice.js";
import { createRandom } from "../../../core/random.js";
import {
	groupNames,
	haar,
	theory,
} from "../../metrics/observables/gauge/support.js";
import { linkDraws } from "../../support/link-draws.js";

describe.each(groupNames)("%s", (group) => {
	const action = theory(group, [3, 3], 1);
	const { space } = action;
	const algebra = linkAlgebra(space);
	const { reals, colours } = algebra;
	const { components } = space;
	const links = algebra.load(haar(action, "links"), 0, space.size);
	/** A sum of three links. */
	const staples = Float64Array.from(
		{ length: reals },
		(_, i) => links[reals + i] + links[2 * reals + i] + links[3 * reals + i],
	);
	const energy = (u: Float64Array) => {
		const product = new Float64Array(reals);
		algebra.multiply(u, 0, staples, 0, product, 0);
		return algebra.trace(product, 0);
	};
	/** Brings the matrix to the group; how far it was from it. */
	const distance = (u: Float64Array) => {
		const field = new Float64Array(components);
		algebra.store(u, field, 0);
		const back = algebra.load(field, 0, components);
		return Math.max(...u.map((value, i) => Math.abs(value - back[i])));
	};

	test("overrelaxation keeps S, moves the link and stays on the group", () => {
		const { reflect } = linkDraws({ kind: "wilson", group, beta: 2 });
		const u = links.slice(0, reals);
		const before = energy(u);
		const start = u.slice();
		reflect(u, 0, staples);
		expect(energy(u)).toBeCloseTo(before, 11);
		expect(distance(u)).toBeLessThan(1e-12);
		expect(algebra.inner(u, 0, start, 0)).toBeLessThan(0.999 * colours);
		if (group === "SU3") return;
		// Its own inverse.
		reflect(u, 0, staples);
		u.forEach((value, i) => {
			expect(value).toBeCloseTo(start[i], 11);
		});
	});

	test("heat bath of one link with unit staples has the mean plaquette of a large lattice", () => {
		for (const beta of [0, 0.4, 3, 9]) {
			const { draw } = linkDraws({ kind: "wilson", group, beta });
			const random = createRandom(`${group} ${beta}`);
			const one = new Float64Array(reals);
			algebra.identity(one, 0);
			const u = one.slice();
			// Links of SU(3) are updated, and not drawn anew.
			const chains = 20;
			const each = group === "SU3" ? 400 : 500;
			const means = Array.from({ length: chains }, () => {
				let sum = 0;
				for (let i = 0; i < each; i++) {
					draw(u, 0, one, random);
					sum += algebra.trace(u, 0) / (colours * each);
				}
				return sum;
			});
			expect(distance(u)).toBeLessThan(1e-9);
			const mean = means.reduce((a, b) => a + b, 0) / chains;
			const variance =
				means.reduce((sum, m) => sum + (m - mean) ** 2, 0) / (chains - 1);
			const exact =
				torusOf({ group, beta }, createLattice([40, 40]))?.loop(1) ?? 0;
			expect(Math.abs(mean - exact)).toBeLessThan(
				4.5 * Math.sqrt(variance / chains),
			);
		}
	});
});
