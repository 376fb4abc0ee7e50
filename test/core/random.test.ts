import { describe, expect, test } from "vitest";
import { philox4x32 } from "../../core/philox.js";
import { createRandom, fillNormal } from "../../core/random.js";

describe("Philox4x32-10", () => {
	// Known answers of the Random123 distribution (kat_vectors), Salmon et al. 2011.
	const vectors = [
		{
			counter: [0, 0, 0, 0],
			key: [0, 0],
			answer: [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
		},
		{
			counter: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
			key: [0xffffffff, 0xffffffff],
			answer: [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
		},
		{
			counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
			key: [0xa4093822, 0x299f31d0],
			answer: [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
		},
	] as const;
	for (const { counter, key, answer } of vectors) {
		test(`counter ${counter.map((word) => word.toString(16)).join(" ")}`, () => {
			const out = new Uint32Array(4);
			philox4x32(counter, key, out);
			expect([...out]).toEqual(answer);
		});
	}
});

describe("streams", () => {
	test("the same seed and labels give the same numbers, others do not", () => {
		const draw = (seed: number, label: string) =>
			createRandom(seed).fork(label).uniform();
		expect(draw(1, "a")).toBe(draw(1, "a"));
		expect(draw(1, "a")).not.toBe(draw(1, "b"));
		expect(draw(1, "a")).not.toBe(draw(2, "a"));
	});

	test("a fork does not depend on what its parent drew", () => {
		const parent = createRandom(7);
		const before = parent.fork("x").uniform();
		parent.uniform();
		expect(parent.fork("x").uniform()).toBe(before);
	});

	test("setting the position continues a stream", () => {
		const first = createRandom(3);
		for (let i = 0; i < 5; i++) first.uniform();
		const second = createRandom(3);
		second.position = first.position;
		expect(second.uniform()).toBe(first.uniform());
	});

	test("normals have the moments of a standard normal", () => {
		const count = 200_000;
		const values = fillNormal(createRandom(11), new Float64Array(count));
		const moment = (power: number) =>
			values.reduce((sum, x) => sum + x ** power, 0) / count;
		// Var(x^k) = (2k-1)!! - ((k-1)!!)^2: 1, 2, 15, 96 for k = 1 ... 4.
		const expected = [0, 1, 0, 3];
		const variance = [1, 2, 15, 96];
		for (let k = 1; k <= 4; k++) {
			const z =
				(moment(k) - expected[k - 1]) / Math.sqrt(variance[k - 1] / count);
			expect(Math.abs(z)).toBeLessThan(4);
		}
	});
});
