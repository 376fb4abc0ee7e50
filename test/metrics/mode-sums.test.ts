/** Momentum modes and pictures of configurations, against closed forms. */
import { describe, expect, test } from "vitest";
import type { Ensemble } from "../../core/ensemble.js";
import { createFieldSpace } from "../../core/field-space.js";
import { createLattice } from "../../core/lattice.js";
import { createRandom } from "../../core/random.js";
import { picturesOf, withPath } from "../../metrics/cell/field-pictures.js";
import { essGrowth, histogram } from "../../metrics/cell/growth.js";
import { ModeSums } from "../../metrics/cell/mode-sums.js";

const lattice = createLattice([6, 4]);
const space = createFieldSpace({ lattice });

function chainsOf(fields: Float64Array, chains: number): Ensemble {
	const count = fields.length / space.size;
	return {
		space,
		count,
		fields,
		action: new Float64Array(count),
		structure: { kind: "chains", chains, accepted: new Uint8Array(count) },
	} as unknown as Ensemble;
}

function noise(count: number, label: string): Float64Array {
	const random = createRandom(7).fork(label);
	return Float64Array.from({ length: count * space.size }, () =>
		random.normal(),
	);
}

describe("momentum modes", () => {
	test("of a plane wave: V/4 at its own momentum, nothing elsewhere", () => {
		const wave = Float64Array.from({ length: 2 * space.size }, (_, i) => {
			const [r, c] = [Math.floor((i % space.size) / 4), i % 4];
			return Math.cos(2 * Math.PI * ((2 * r) / 6 + c / 4));
		});
		const sums = new ModeSums(space, 2);
		sums.add(chainsOf(wave, 1));
		const { shape, value } = sums.result() ?? { shape: [], value: [] };
		expect(shape).toEqual([4, 3]);
		for (const [i, mode] of value.entries()) {
			// cos(k x) has modes k and −k; (2, 1) and (2, −1) are averaged, and one of them is empty.
			const own = Math.floor(i / 3) === 2 && i % 3 === 1;
			expect(mode).toBeCloseTo(own ? (24 / 4) * 0.5 : 0, 10);
		}
	});

	test("of white noise are 1 within their errors, and errors are right", () => {
		const sums = new ModeSums(space, 4000);
		for (let block = 0; block < 4; block++)
			sums.add(chainsOf(noise(1000, `block ${block}`), 4));
		const { value, error } = sums.result() ?? { value: [], error: [] };
		expect(value).toHaveLength(12);
		for (const [i, mode] of value.entries()) {
			expect(Math.abs(mode - 1) / error[i]).toBeLessThan(4.5);
			// |φ̃|²/V is exponential where k ≠ −k, and χ² with one degree of freedom where k = −k.
			expect(error[i]).toBeGreaterThan(0.4 / Math.sqrt(4000));
			expect(error[i]).toBeLessThan(2.5 / Math.sqrt(4000));
		}
	});

	test("weights of draws enter: noise of width 2 becomes noise of width 1", () => {
		const count = 6000;
		const wide = noise(count, "wide").map((x) => 1.1 * x);
		const logWeights = Float64Array.from({ length: count }, (_, i) => {
			let square = 0;
			for (let j = 0; j < space.size; j++)
				square += wide[i * space.size + j] ** 2;
			return -square / 2 + square / (2 * 1.21);
		});
		const sums = new ModeSums(space, count);
		const weighted = {
			...chainsOf(wide, 1),
			structure: { kind: "weighted", logWeights, normalised: true },
		} as unknown as Ensemble;
		sums.add(weighted);
		const { value, error } = sums.result() ?? { value: [], error: [] };
		for (const [i, mode] of value.entries())
			expect(Math.abs(mode - 1) / error[i]).toBeLessThan(4.5);
	});

	test("continue where they were saved", () => {
		const [first, second] = [noise(64, "a"), noise(64, "b")];
		const whole = new ModeSums(space, 128);
		whole.add(chainsOf(first, 2));
		const again = new ModeSums(space, 128);
		again.restore(JSON.parse(JSON.stringify(whole.save())));
		whole.add(chainsOf(second, 2));
		again.add(chainsOf(second, 2));
		expect(again.result()).toEqual(whole.result());
		expect(new ModeSums(space, 9).result()).toBe(undefined);
	});
});

describe("pictures", () => {
	test("hold the field to half a step of 8 bits", () => {
		const fields = noise(5, "picture");
		const pictures = picturesOf({ count: 5, fields }, space);
		if (pictures === undefined) throw new Error("a scalar field has pictures");
		expect(pictures.shape).toEqual([6, 4]);
		const last = Buffer.from(pictures.fields[2], "base64");
		const step = (pictures.high - pictures.low) / 255;
		for (let x = 0; x < space.size; x++)
			expect(
				Math.abs(pictures.low + last[x] * step - fields[4 * space.size + x]),
			).toBeLessThanOrEqual(step / 2 + 1e-12);
		const path = withPath(pictures, [Float32Array.from(fields)], space)?.path;
		expect(path?.fields).toHaveLength(1);
	});

	test("the density of U(1) links sums to a whole charge", () => {
		const links = createFieldSpace({
			lattice,
			manifold: "circle",
			per: "link",
		});
		const random = createRandom(3);
		const fields = Float64Array.from(
			{ length: links.size },
			() => random.uniform() * 2 * Math.PI,
		);
		const pictures = picturesOf({ count: 1, fields }, links);
		if (pictures === undefined) throw new Error("U(1) links have pictures");
		expect(pictures.quantity).toBe("q");
		const step = (pictures.high - pictures.low) / 255;
		const charge = Buffer.from(pictures.fields[0], "base64").reduce(
			(sum, byte) => sum + pictures.low + byte * step,
			0,
		);
		expect(Math.abs(charge - Math.round(charge))).toBeLessThan(
			(links.lattice.sites * step) / 2,
		);
	});
});

describe("parts of a run", () => {
	const random = createRandom(11);
	const column = Float64Array.from({ length: 8000 }, () => random.normal());

	test("ESS of independent draws is their number, within its error", () => {
		const { essGrowth: growth } = essGrowth(
			{ kind: "chains", count: 8000, chains: 4, columns: { m: column } },
			"m",
		);
		expect(growth?.draws).toEqual(
			[1, 2, 3, 4, 5, 6, 7, 8].map((i) => 1000 * i),
		);
		// The relative error of τ_int is about sqrt(2 (2 W + 1) / N) with W ≈ 4.
		for (const [i, ess] of (growth?.ess ?? []).entries())
			expect(Math.abs(ess / (1000 * (i + 1)) - 1)).toBeLessThan(
				4.5 * Math.sqrt(18 / (1000 * (i + 1))),
			);
	});

	test("equal weights change nothing in a histogram, and nothing is lost", () => {
		const plain = histogram(column);
		const weighted = histogram(column, new Float64Array(8000).fill(1 / 8000));
		expect(plain?.counts.reduce((a, b) => a + b)).toBe(8000);
		for (const [i, count] of (plain?.counts ?? []).entries())
			expect(weighted?.counts[i]).toBeCloseTo(count, 2);
		expect(histogram(new Float64Array(100))).toBe(undefined);
	});
});
