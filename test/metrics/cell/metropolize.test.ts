import { describe, expect, test } from "vitest";
import { freeField } from "../../../actions/scalar/free-field.js";
import { createLattice } from "../../../core/lattice.js";
import { createRandom } from "../../../core/random.js";
import {
	metropolisPath,
	metropolize,
} from "../../../metrics/cell/metropolize.js";
import { weightedEnsemble } from "../../core/statistics/support.js";

describe("independence Metropolis of given draws", () => {
	const action = freeField.create(createLattice([2, 2]), { m2: 1 });

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

	test("an ensemble becomes a chain of its own configurations, the same for the same stream", () => {
		const ensemble = weightedEnsemble(action, 2, 500, "chain");
		const chain = metropolize(ensemble, createRandom(3));
		expect(metropolize(ensemble, createRandom(3))).toEqual(chain);
		if (
			ensemble.structure.kind !== "weighted" ||
			chain.structure.kind !== "chains"
		) {
			throw new Error("weighted draws make a chain");
		}
		const { source, accepted } = metropolisPath(
			ensemble.structure.logWeights,
			createRandom(3),
		);
		expect(chain.structure.accepted).toEqual(accepted);
		expect(accepted.includes(0)).toBe(true);
		for (const i of [0, 1, 250, 499]) {
			expect(chain.fields.subarray(4 * i, 4 * i + 4)).toEqual(
				ensemble.fields.subarray(4 * source[i], 4 * source[i] + 4),
			);
			expect(chain.action[i]).toBe(ensemble.action[source[i]]);
		}
		expect(() => metropolize(chain, createRandom(1))).toThrow(/only weighted/);
	});
});
