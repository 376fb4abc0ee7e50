import fc from "fast-check";
import { expect, test } from "vitest";
import { recordSchema } from "../../core/record.js";
import { summarised } from "../../harness/store/summarised.js";
import { recordOf } from "./compare/support.js";

const record = recordOf({ a: 0.5, draws: 800 }, 1);

/** A record whose charts hold this list, in the place that `where` names. */
function holding(where: number, list: readonly unknown[]): unknown {
	const others = Array.from({ length: 12 }, (_, i) => i);
	const places = [
		{ history: [{ phase: "train", columns: { loss: list } }] },
		{
			diagnostics: { traces: { stride: 1, series: { phi2: [others, list] } } },
		},
		{
			diagnostics: {
				autocorrelation: { m: { rho: list, error: others, window: 2 } },
			},
		},
		{ diagnostics: { logWeights: { edges: others, counts: list } } },
		{ diagnostics: { lnTauReplicas: { m: list } } },
		{ diagnostics: { twoPoint: { value: list, error: others } } },
	];
	return { ...record, ...places[where] };
}

const good = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), {
	maxLength: 30,
});
const bad = fc.constantFrom<readonly unknown[]>(
	[Number.NaN],
	[Number.POSITIVE_INFINITY],
	["1"],
	[null],
	[undefined],
	[[1]],
	[{}],
	[-1],
	[0.5],
	[],
);

test("a summary is a record exactly where the whole is one", () => {
	let [valid, invalid] = [0, 0];
	fc.assert(
		fc.property(fc.nat(5), good, bad, good, (where, head, middle, tail) => {
			const whole = holding(where, [...head, ...middle, ...tail]);
			const expected = recordSchema.safeParse(whole).success;
			expect(recordSchema.safeParse(summarised(whole)).success).toBe(expected);
			if (expected) valid++;
			else invalid++;
		}),
		{ numRuns: 500 },
	);
	// Both happen, or nothing was tested.
	expect(valid).toBeGreaterThan(50);
	expect(invalid).toBeGreaterThan(50);
});

test("long lists become their extremes, all else stays as it is", () => {
	const list = [5, 3, 9, 1, 7, 2, 8, 4];
	const short = list.slice(1);
	const before = JSON.stringify(holding(1, list));
	const summary = summarised(JSON.parse(before)) as typeof record;
	expect(summary.diagnostics?.traces?.series.phi2[1]).toEqual([1, 9]);
	expect(summarised(holding(1, [...list, 2.5]))).toEqual({
		...record,
		diagnostics: {
			traces: {
				stride: 1,
				series: {
					phi2: [
						[0, 11],
						[1, 2.5, 9],
					],
				},
			},
		},
	});
	expect(
		(summarised(holding(1, short)) as typeof record).diagnostics?.traces?.series
			.phi2[1],
	).toEqual(short);
	expect(summary.estimators).toEqual(record.estimators);
	expect(summarised(null)).toBe(null);
	expect(summarised(list)).toBe(list);
});
