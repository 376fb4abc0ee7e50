/** Choices of a reader in the address. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
	type ChartChoice,
	type Choices,
	choicesOf,
	fragmentOf,
	noChoices,
} from "../../../reports/interaction/fragment.js";

const names = fc.array(fc.string({ minLength: 1, unit: "grapheme" }), {
	minLength: 1,
	maxLength: 4,
});
const range = fc
	.tuple(fc.integer({ min: -999, max: 999 }), fc.integer({ min: 1, max: 99 }))
	.map(([low, width]) => [low / 8, (low + width) / 8] as const);
const scale = fc.constantFrom("linear" as const, "log" as const);
const chart: fc.Arbitrary<ChartChoice> = fc.record(
	{
		axis: fc.constantFrom("steps", "evaluations"),
		x: scale,
		y: scale,
		zoom: fc.dictionary(
			fc.integer({ min: 1, max: 12 }).map(String),
			fc.oneof(
				range.map((x) => ({ x })),
				range.map((y) => ({ y })),
				fc.tuple(range, range).map(([x, y]) => ({ x, y })),
			),
			{ minKeys: 1, maxKeys: 3, noNullPrototype: true },
		),
	},
	{ requiredKeys: ["axis"] },
);

describe("the fragment of the address", () => {
	test("gives all choices back", () => {
		const choices = fc.record(
			{
				target: fc.constantFrom("target-1", "target-12"),
				samplers: fc.oneof(fc.constant([]), names),
				only: fc.boolean(),
				observables: fc.oneof(fc.constant([]), names),
				sort: fc.record({
					column: fc.integer({ min: 0, max: 20 }),
					ascending: fc.boolean(),
				}),
				charts: fc.dictionary(
					fc.constantFrom("efficiency", "total-cost", "training"),
					chart,
					{ noNullPrototype: true },
				),
			},
			{ requiredKeys: ["samplers", "only", "observables", "charts"] },
		);
		fc.assert(
			fc.property(choices, (chosen) => {
				expect(choicesOf(`#${fragmentOf(chosen as Choices)}`)).toEqual(chosen);
			}),
		);
	});

	test("is empty where nothing was chosen", () => {
		expect(fragmentOf(noChoices)).toBe("");
		expect(choicesOf("")).toEqual(noChoices);
		expect(choicesOf("#")).toEqual(noChoices);
	});

	test("ignores what it does not know, whatever it is", () => {
		expect(
			choicesOf(
				"#target-2&sort=x,low&efficiency=x.cubic,x1:5:2,y1:a:3&%=%&A=1",
			),
		).toEqual({ ...noChoices, target: "target-2", charts: { efficiency: {} } });
		fc.assert(
			fc.property(fc.string({ unit: "binary" }), (text) => {
				const { samplers, charts } = choicesOf(text);
				expect(Array.isArray(samplers)).toBe(true);
				expect(Object.hasOwn(charts, "__proto__")).toBe(false);
			}),
		);
	});

	test("stays readable", () => {
		expect(
			fragmentOf({
				target: "target-2",
				samplers: ["hmc", "flow, long"],
				only: true,
				observables: [],
				sort: { column: 5, ascending: false },
				charts: {
					efficiency: {
						axis: "evaluations",
						x: "log",
						zoom: { 1: { x: [1, 2e5] } },
					},
				},
			}),
		).toBe(
			"target-2&samplers=hmc,flow%2C%20long&only&sort=5,high&efficiency=axis.evaluations,x.log,x1:1:200000",
		);
	});
});
