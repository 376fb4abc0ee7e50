import { describe, expect, test } from "vitest";
import { createRandom } from "../../../core/random.js";
import { metropolisPath } from "../../../metrics/cell/metropolize.js";

describe("independence Metropolis of given draws", () => {
	test("equal weights accept everything; a start of weight zero is left at once", () => {
		const all = metropolisPath(new Float64Array(10), createRandom(1));
		expect([...all.source]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
		const zero = Float64Array.of(-Infinity, -Infinity, 0, -Infinity, 0);
		const path = metropolisPath(zero, createRandom(1));
		expect([...path.source]).toEqual([0, 1, 2, 2, 4]);
		expect([...path.accepted]).toEqual([1, 1, 1, 0, 1]);
	});

	test("the chain visits draws in proportion to their weights", () => {
		// Three states with weights 1, 2, 5, proposed uniformly.
		const random = createRandom("states");
		const count = 200_000;
		const states = Uint8Array.from({ length: count }, () => random.integer(3));
		const weights = [1, 2, 5];
		const logWeights = Float64Array.from(states, (state) =>
			Math.log(weights[state]),
		);
		const { source } = metropolisPath(logWeights, random.fork("accept"));
		const visits = [0, 0, 0];
		for (const draw of source) visits[states[draw]]++;
		weights.forEach((weight, state) => {
			const p = weight / 8;
			// tauInt of this chain is below 2: 1/a <= 3 in every state.
			const error = Math.sqrt((2 * 2.5 * p * (1 - p)) / count);
			expect(Math.abs(visits[state] / count - p)).toBeLessThan(4 * error);
		});
	});
});
