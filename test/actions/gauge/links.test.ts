/**
 * Products, traces and staples in flat arrays: those of the manifold's group, and of a slow walk around the
 * lattice.
 */
import { describe, expect, test } from "vitest";
import { linkAlgebra } from "../../../actions/gauge/links/registry.js";
import { createFieldSpace } from "../../../core/field-space.js";
import { createLattice } from "../../../core/lattice.js";
import {
	groupNames,
	groupOf,
	haar,
	pathProduct,
	theory,
} from "../../metrics/observables/gauge/support.js";
import { staplesOf } from "../../support/staples.js";

describe.each(groupNames)("%s", (name) => {
	const action = theory(name, [3, 4], 1);
	const { space } = action;
	const { components } = space;
	const algebra = linkAlgebra(space);
	const { reals, colours } = algebra;
	const fields = haar(action, "links");
	const links = algebra.load(fields, 0, space.size);
	const group = groupOf(action);
	const element = (i: number) =>
		fields.subarray(i * components, (i + 1) * components);
	/** A group element in the algebra's form. */
	const matrix = (u: Float64Array) => algebra.load(u, 0, components);
	const near = (a: ArrayLike<number>, b: ArrayLike<number>) => {
		for (let i = 0; i < reals; i++) expect(a[i]).toBeCloseTo(b[i], 12);
	};

	test("products are those of the group", () => {
		const out = new Float64Array(reals);
		const [a, b] = [element(3), element(5)];
		algebra.multiply(links, 3 * reals, links, 5 * reals, out, 0);
		near(out, matrix(group.multiply(a, b)));
		expect(algebra.trace(out, 0) / colours).toBeCloseTo(
			group.trace(group.multiply(a, b)),
			12,
		);
		algebra.multiplyDagger(links, 3 * reals, links, 5 * reals, out, 0);
		near(out, matrix(group.multiply(a, group.inverse(b))));
		expect(algebra.inner(links, 3 * reals, links, 5 * reals)).toBeCloseTo(
			algebra.trace(out, 0),
			12,
		);
		algebra.daggerMultiply(links, 3 * reals, links, 5 * reals, out, 0);
		near(out, matrix(group.multiply(group.inverse(a), b)));
	});

	test("Im tr changes sign under complex conjugation", () => {
		const conjugate = matrix(group.conjugate(element(2)));
		expect(algebra.imaginaryTrace(conjugate, 0)).toBeCloseTo(
			-algebra.imaginaryTrace(links, 2 * reals),
			12,
		);
		expect(algebra.trace(conjugate, 0)).toBeCloseTo(
			algebra.trace(links, 2 * reals),
			12,
		);
	});

	test("store is the inverse of load, and brings matrices back to the group", () => {
		const back = new Float64Array(space.size);
		algebra.store(
			links.map((value) => 1.001 * value),
			back,
			0,
		);
		back.forEach((value, i) => {
			expect(value).toBeCloseTo(fields[i], 12);
		});
		const one = new Float64Array(reals);
		algebra.identity(one, 0);
		expect(algebra.trace(one, 0)).toBe(colours);
		expect(algebra.inner(one, 0, one, 0)).toBe(colours);
	});

	test("a link times its staples is the sum of its plaquettes", () => {
		for (const shape of [
			[3, 4],
			[3, 4, 3],
		]) {
			const other = theory(name, shape, 1);
			const field = haar(other, "staples");
			const { lattice } = other.space;
			const own = algebra.load(field, 0, other.space.size);
			const staples = staplesOf(algebra, lattice);
			const [sigma, m] = [new Float64Array(reals), new Float64Array(reals)];
			for (const mu of [0, 1])
				for (const x of [0, 5, lattice.sites - 1]) {
					staples(own, mu, x, sigma);
					algebra.multiply(
						own,
						(mu * lattice.sites + x) * reals,
						sigma,
						0,
						m,
						0,
					);
					let sum = 0;
					for (let nu = 0; nu < lattice.dimension; nu++) {
						if (nu === mu) continue;
						for (const side of [nu + 1, -(nu + 1)])
							sum +=
								colours *
								group.trace(
									pathProduct(other, field, x, [
										mu + 1,
										side,
										-(mu + 1),
										-side,
									]),
								);
					}
					expect(algebra.trace(m, 0)).toBeCloseTo(sum, 11);
				}
		}
	});
});

test("fields that are no links have no algebra", () => {
	const lattice = createLattice([4, 4]);
	for (const given of [{}, { manifold: "circle" }] as const)
		expect(() => linkAlgebra(createFieldSpace({ lattice, ...given }))).toThrow(
			/is no link of a group/,
		);
});
