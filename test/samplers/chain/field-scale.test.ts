/** The size of a field value from which chains begin, against closed forms and a fine grid. */
import { expect, test } from "vitest";
import { scalarAction } from "../../../actions/scalar/scalar-action.js";
import { createLattice } from "../../../core/lattice.js";
import { fieldScale } from "../../../samplers/chain/field-scale.js";

function scaleOf(...potential: readonly number[]): number {
	const polynomial = { kinetic: 1, potential };
	return fieldScale(scalarAction("test", createLattice([2]), {}, polynomial));
}

test("is the minimum of a quartic double well, and the width of a single one", () => {
	expect(scaleOf(0, 0, -4, 0, 6.975)).toBe(Math.sqrt(4 / (2 * 6.975)));
	expect(scaleOf(0, 0, 2)).toBe(0.5);
	expect(scaleOf(0, 0, 0.1, 0, 3)).toBe(1);
	expect(scaleOf(0, 0, 0, 0, 2)).toBe(8 ** -0.25);
});

test.each<readonly [string, readonly number[]]>([
	["two wells", [0, 0, -3, 0, 0.7, 0, 0.2]],
	["three wells, the outer ones deeper", [5, 0, 0.5, 0, -2, 0, 1]],
	["no quartic term", [0, 0, -2, 0, 0, 0, 0.3]],
	["four wells of degree 8", [0, 0, -4.9, 0, 5.2, 0, -2.1, 0, 0.28]],
	["degree 10", [0, 0, 1, 0, -3, 0, 2, 0, -0.6, 0, 0.06]],
])("is the deepest minimum of any even polynomial: %s", (_, potential) => {
	const value = (x: number) =>
		potential.reduce((sum, c, power) => sum + c * x ** power, 0);
	const step = 1e-4;
	let best = 0;
	for (let x = 0; x < 5; x += step) if (value(x) < value(best)) best = x;
	expect(best).toBeGreaterThan(0.1);
	expect(Math.abs(scaleOf(...potential) - best)).toBeLessThan(step);
});

test("is the width at zero where the outer wells are shallower", () => {
	expect(scaleOf(0, 0, 2, 0, -2.1, 0, 0.6)).toBe(0.5);
});
