/** Chains of which one is odd, and numbers near the ends of what a double holds. */
import { describe, expect, test } from "vitest";
import { statusOf } from "../../../harness/analyze/analysis.js";
import { analyze } from "../../../harness/analyze/analyze.js";
import { autoregressive } from "../../core/statistics/support.js";
import { chainsOf, tableOf } from "./support.js";

const good = [0, 1, 2].map((c) => autoregressive(`good ${c}`, 0.5, 1000));

describe("one odd chain", () => {
	test("a constant chain beside three good ones is named, and nothing is resolved", () => {
		const frozen = new Float64Array(1000).fill(0.25);
		const analysis = analyze(chainsOf(...good, frozen));
		expect(analysis.observables.x).toMatchObject({
			status: "unresolved",
			reason: "frozen at one value: chain 4 (0.25)",
			frozen: ["chain 4"],
		});
		expect(statusOf(analysis)).toBe(1);
	});
	test("a short constant chain of a rare event is no frozen one", () => {
		const rare = good.map((series) => series.map((x) => (x > 1.9 ? 1 : 0)));
		const analysis = analyze(chainsOf(...rare, new Float64Array(30)));
		expect(analysis.observables.x.frozen).toBeUndefined();
		expect(analysis.observables.x.status).toBe("ok");
	});
	test("a chain of three rows stops none of a thousand others, and is named where it is left out", () => {
		const many = Array.from({ length: 1000 }, (_, c) =>
			autoregressive(`many ${c}`, 0, 12),
		);
		const three = Float64Array.of(0, 1, -1);
		const { observables, remarks } = analyze(chainsOf(...many, three));
		expect(observables.x.status).toBe("ok");
		// 1 / sqrt(12 000), to one per cent and the noise of the window.
		expect(observables.x.error).toBeCloseTo(1 / Math.sqrt(12_003), 3);
		expect(observables.x.rHat).toBeGreaterThan(0.9);
		expect(remarks.join()).toMatch(
			/first 12 measurements of each, without chain 1001 \(3\)/,
		);
	});
	test("chains of unequal length: every measurement counts", () => {
		const lengths = [1000, 700, 400];
		const series = good.map((each, c) => each.slice(0, lengths[c]));
		const { observables, draws, remarks } = analyze(chainsOf(...series));
		const sum = series.reduce(
			(total, each) => total + each.reduce((a, b) => a + b, 0),
			0,
		);
		expect(draws).toBe(2100);
		expect(observables.x.mean).toBeCloseTo(sum / 2100, 12);
		expect(remarks.join()).toMatch(
			/first 700 measurements of each, without chain 3 \(400\)/,
		);
	});
	test("chains that hold one value each: R-hat is infinite", () => {
		const analysis = analyze(
			chainsOf(
				new Float64Array(100).fill(0.1),
				new Float64Array(100).fill(0.3),
			),
		);
		expect(analysis.rHat).toBe("Infinity");
		expect(analysis.observables.x.status).toBe("unresolved");
		expect(statusOf(analysis)).toBe(1);
	});
});

describe("a row does not say ok where the run speaks against it", () => {
	test("chains that differ by more than their errors", () => {
		const moved = good.map((each, c) => each.map((x) => x + (c === 0 ? 1 : 0)));
		const { observables } = analyze(chainsOf(...moved));
		expect(observables.x).toMatchObject({
			status: "unresolved",
			reason: "its chains disagree by more than their errors",
		});
	});
	test("chains of one mean and other widths", () => {
		const wide = good.map((each, c) => each.map((x) => x * (c === 0 ? 4 : 1)));
		const { observables } = analyze(chainsOf(...wide));
		expect(observables.x.status).toBe("unresolved");
		expect(observables.x.reason).toMatch(/not converged .*: R-hat = 1\.\d{3}$/);
	});
	test("a shift by one deviation half-way", () => {
		const step = autoregressive("step", 0, 4000).map((x, i) =>
			i < 2000 ? x : x + 1,
		);
		const { observables } = analyze(tableOf({ x: [step], y: [good[0]] }));
		expect(observables.x.reason).toBe(
			"changes in time: the run is not stationary",
		);
	});
	test("and one sound column stays as it is", () => {
		const moved = good.map((each, c) => each.map((x) => x + (c === 0 ? 1 : 0)));
		const { observables } = analyze(tableOf({ x: moved, y: good }));
		expect([observables.x.status, observables.y.status]).toEqual([
			"unresolved",
			"ok",
		]);
	});
});

describe("exit status", () => {
	test("0 where something is resolved, 3 where nothing is, 1 where chains disagree", () => {
		expect(statusOf(analyze(chainsOf(...good)))).toBe(0);
		expect(statusOf(analyze(chainsOf(Float64Array.of(1, 2, 3, 4, 5))))).toBe(3);
		const shifted = good.map((each, c) => each.map((x) => x + c));
		expect(statusOf(analyze(chainsOf(...shifted)))).toBe(1);
		const both = tableOf({ x: good, c: good.map((each) => each.map(() => 2)) });
		expect(statusOf(analyze(both))).toBe(0);
	});
	test("the level holds for all columns together", () => {
		const columns = Object.fromEntries(
			Array.from({ length: 300 }, (_, k) => [
				`x${k}`,
				[0, 1].map((c) => autoregressive(`column ${k} ${c}`, 0, 200)),
			]),
		);
		const analysis = analyze(tableOf(columns));
		// The smallest of 300 p-values is below 1e-3 in a quarter of such tables.
		expect(statusOf(analysis)).toBe(0);
	});
});

describe("values near the ends", () => {
	const plain = analyze(chainsOf(...good)).observables.x;
	test.each([1e154, 1e152, 1e300, 1e-152, 1e-170, 1e-300])(
		"times %s",
		(factor) => {
			const { observables } = analyze(
				chainsOf(...good.map((series) => series.map((x) => x * factor))),
			);
			const { mean, error, tauInt, status, rHat } = observables.x;
			expect(status).toBe("ok");
			expect((mean ?? 0) / factor).toBeCloseTo(plain.mean ?? 0, 10);
			expect((error ?? 0) / factor).toBeCloseTo(plain.error ?? 0, 10);
			expect(tauInt).toBeCloseTo(plain.tauInt ?? 0, 8);
			expect(rHat).toBeCloseTo(Number(plain.rHat), 6);
		},
	);
	test("near the largest double", () => {
		const { observables } = analyze(
			chainsOf(...good.map((series) => series.map((x) => 1e308 + 1e306 * x))),
		);
		expect(observables.x.status).toBe("ok");
		expect((observables.x.mean ?? 0) / 1e308).toBeCloseTo(1, 1);
		expect((observables.x.error ?? 0) / 1e306).toBeCloseTo(plain.error ?? 0, 6);
	});
	test("weighted", () => {
		const table = (factor: number) =>
			tableOf(
				{ x: [good[0].map((x) => x * factor)] },
				{ logWeights: [good[0]], ordered: false },
			);
		const [near, far] = [1, 1e-170].map(
			(factor) => analyze(table(factor)).observables.x,
		);
		expect(far.status).toBe(near.status);
		expect((far.error ?? 0) / 1e-170).toBeCloseTo(near.error ?? 0, 12);
	});
});
