import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { effectiveMassFormulas } from "../../../harness/analyze/formula/effective-mass.js";
import { parseFormulas } from "../../../harness/analyze/formula/formula.js";

const columns = ["x", "y", "C[0]", "C[1]", "m 2", "exp"];
const formula = (text: string) => parseFormulas([`f=${text}`], columns)[0];
const value = (text: string, x = 2, y = 3): number => {
	const { needs, value: at } = formula(`${text}+0*x+0*y`);
	return at(needs.map((name) => (name === "x" ? x : y)));
};

describe("values", () => {
	test.each([
		["1+2*3", 7],
		["(1+2)*3", 9],
		["8-3-2", 3],
		["16/4/2", 2],
		["2^3^2", 512],
		["-x^2", -4],
		["2^-1", 0.5],
		["2*-x", -4],
		["2**3", 8],
		["x*y - 1.5e0", 4.5],
		["sqrt(y*y)+log(exp1)", 3],
		["acosh(cosh(x))", 2],
		["sin(pi/2)", 1],
		["- - x", 2],
	])("%s", (text, expected) => {
		expect(value(text.replace("exp1", "1"))).toBeCloseTo(expected, 12);
	});
	test("names that are no words, and columns that are called as functions are", () => {
		expect(formula("C[1]/C[0]").needs).toEqual(["C[1]", "C[0]"]);
		expect(formula("`m 2`^2").needs).toEqual(["m 2"]);
		expect(formula("exp+1").needs).toEqual(["exp"]);
	});
	test("a formula may use those before it", () => {
		const [, second] = parseFormulas(["chi=x-y^2", "ratio=chi/y"], columns);
		expect(second.needs).toEqual(["x", "y"]);
		expect(second.value([10, 2])).toBe(3);
		expect(second.slopes([10, 2])).toEqual([1 / 2, -6 / 4 - 2]);
	});
});

describe("derivatives", () => {
	test("by hand: the Binder cumulant", () => {
		const { slopes, needs } = formula("1-x/(3*y^2)");
		expect(needs).toEqual(["x", "y"]);
		const [dx, dy] = slopes([2, 5]);
		expect(dx).toBeCloseTo(-1 / 75, 14);
		expect(dy).toBeCloseTo((2 * 2) / (3 * 125), 14);
	});
	test.each([
		"abs(x)",
		"acos(x/9)",
		"acosh(1+x)",
		"asin(x/9)",
		"asinh(x)",
		"atan(x)",
		"atanh(x/9)",
		"cos(x)",
		"cosh(x)",
		"log(x)",
		"sin(x)",
		"sinh(x)",
		"sqrt(x)",
		"tan(x/5)",
		"tanh(x)",
		"x^y",
		"x/y",
		"x*y-y",
		"(x+y)^3/x",
		"2^x",
		"x^-1.5",
		"-(x*x)",
	])("those of %s are its central differences", (text) => {
		const { value: at, slopes, needs } = formula(text);
		fc.assert(
			fc.property(
				fc.tuple(
					fc.double({ min: 0.5, max: 4, noNaN: true }),
					fc.double({ min: 0.5, max: 4, noNaN: true }),
				),
				(point) => {
					const means = needs.map((name) => point[name === "x" ? 0 : 1]);
					const exact = slopes(means);
					for (const k of needs.keys()) {
						const h = 1e-4;
						const moved = (by: number) =>
							at(means.map((mean, j) => (j === k ? mean + by : mean)));
						const slope =
							(8 * (moved(h) - moved(-h)) - (moved(2 * h) - moved(-2 * h))) /
							(12 * h);
						// Rounding over the step, and the fifth derivative times its fourth power.
						const scale = Math.abs(moved(0)) + Math.abs(slope) + 1;
						expect(Math.abs(exact[k] - slope)).toBeLessThan(1e-8 * scale);
					}
				},
			),
			{ numRuns: 50 },
		);
	});
	test("a constant to a power has no slope of the exponent", () => {
		expect(formula("x^2").slopes([-3])).toEqual([-6]);
		expect(formula("x^0*y").slopes([0, 2])).toEqual([0, 1]);
	});
});

describe("mistakes are found in their column", () => {
	test.each([
		[
			"f=1-m5/3",
			/'f=1-m5\/3': column 5: there is no 'm5'; the nearest name is/,
		],
		["f=x+", /column 5: expected a number, a name or '\(', found the end/],
		["f=(x+y", /column 7: expected '\)' or an operator, found the end/],
		["f=x y", /column 5: expected an operator or the end, found 'y'/],
		["f=x$2", /column 4: '\$' is no part of a formula/],
		["f=log x", /column 7: expected '\(' after log/],
		["f=`x", /column 3: the name in backquotes does not end/],
		["f=", /column 3: expected a number/],
		["x=y", /column 1: 'x' exists already/],
		["=x", /column 1: expected name=expression/],
		["x+y", /column 1: expected name=expression/],
		["f=2*3", /column 3: it names no column/],
		["f=xx", /the nearest name is 'x'/],
		["f=𝛽*x", /column 3: there is no '𝛽'/],
	])("%s", (text, message) => {
		expect(() => parseFormulas([text], columns)).toThrow(message);
	});
	test("any text is a formula or one located mistake", () => {
		const piece = fc.constantFrom(
			"x",
			"y",
			"1",
			"2.5",
			"+",
			"-",
			"*",
			"/",
			"^",
			"(",
			")",
			"log",
			"pi",
			" ",
			",",
			"`",
			"e",
			"é",
			"[0]",
		);
		fc.assert(
			fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
				try {
					expect(formula(pieces.join("")).needs.length).toBeGreaterThan(0);
				} catch (error) {
					expect((error as Error).message).toMatch(/: column \d+: \S/);
				}
			}),
			{ numRuns: 500 },
		);
	});
});

describe("effective masses", () => {
	test.each(["C[", "C", "C_", "C:"])("slices called %s0", (start) => {
		const end = start.endsWith("[") ? "]" : "";
		const names = [0, 1, 2, 3].map((t) => `${start}${t}${end}`);
		const formulas = parseFormulas(effectiveMassFormulas("C", names), names);
		expect(formulas.map(({ name }) => name)).toEqual([
			"m_eff(C,1)",
			"m_eff(C,2)",
		]);
		// cosh(m (t - 4)) with m = 0.3.
		const correlator = [0, 1, 2, 3].map((t) => Math.cosh(0.3 * (t - 4)));
		for (const { value: at, needs } of formulas) {
			const means = needs.map((name) => correlator[names.indexOf(name)]);
			expect(at(means)).toBeCloseTo(0.3, 12);
		}
	});
	test("too few slices", () => {
		expect(() => effectiveMassFormulas("C", ["C0", "C1"])).toThrow(
			/at least three columns C\[0\].* found 2/,
		);
	});
});
