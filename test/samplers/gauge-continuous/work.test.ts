/** The counted arithmetic of the flow of links against a velocity of U(1) whose operations are counted as they are done. */
import { expect, test } from "vitest";
import { gaugeFlowOperations } from "../../../samplers/gauge-continuous/work.js";
import { Counter } from "../counting.js";
import { example } from "./support.js";

const shape = [3, 5];
const sites = 15;

/** Angles along a line of `extent` sites: means over 2 reach + 1 sites by running sums, and the flux between them. */
function countLine(
	n: Counter,
	extent: number,
	reach: number,
	{ mean, flux }: { mean: boolean; flux: boolean },
): void {
	const share = 1 / (2 * reach + 1);
	let sum = 0;
	for (let m = 0; m <= 2 * reach; m++) sum = n.add(sum, n.mul(share, m));
	let passing = 0;
	if (flux)
		for (let m = 0; m < reach; m++) {
			passing = n.add(passing, n.mul(share * m, 1));
			passing = n.sub(passing, n.mul(share * m, 2));
		}
	for (let x = 0; x < extent; x++) {
		if (flux) {
			n.add(0, n.mul(0.5, passing));
			passing = n.sub(n.add(passing, x), sum);
		}
		if (x + 1 === extent || !(mean || flux)) continue;
		sum = n.sub(n.add(sum, n.mul(share, x)), n.mul(share, x));
	}
}

test("a step of U(1) with two powers and no means", () => {
	const { model } = example("U1", shape, { powers: 2, means: 0 });
	expect(model.reach).toEqual([1, 2]);
	const n = new Counter();
	const lines = (mu: number, ways: { mean: boolean; flux: boolean }) => {
		const [extent, reach] = mu === 0 ? [3, 1] : [5, 2];
		for (let line = 0; line < sites / extent; line++)
			countLine(n, extent, reach, ways);
	};
	for (let stage = 0; stage < 4; stage++) {
		for (let x = 0; x < sites; x++) {
			// The plaquette's angle; its double angle; two divergences; the frames of both directions.
			n.sum([1, 2, 3, 4]);
			n.add(n.mul(1, 2), n.mul(3, 4));
			n.sub(n.mul(1, 2), n.mul(3, 4));
			n.mul(1, 2);
			n.mul(2, 2);
			n.add(1, 2);
			n.add(1, 2);
			// The divergences are summed.
			n.add(1, 2);
			n.add(1, 2);
			// In either order of directions, both sources with their coefficients.
			for (let order = 0; order < 2; order++)
				for (let k = 0; k < 2; k++) n.add(0, n.mul(1, 2));
		}
		for (const first of [0, 1]) {
			lines(first, { mean: true, flux: true });
			lines(1 - first, { mean: false, flux: true });
		}
		// The divergence of two terms.
		for (let term = 0; term < 2; term++) n.add(0, n.mul(1, 2));
		// Every link moves by its velocity times the time.
		for (let link = 0; link < 2 * sites; link++) n.add(1, n.mul(0.1, 2));
	}
	// The four stages: k1 + k4 + 2 (k2 + k3).
	for (let link = 0; link < 2 * sites; link++)
		n.add(n.add(1, 2), n.mul(2, n.add(3, 4)));
	expect(gaugeFlowOperations(model, 1)).toBe(n.total);
	expect(gaugeFlowOperations(model, 6)).toBe(6 * n.total);
});

test("reflections take four velocities, and larger groups more than smaller ones", () => {
	const plain = (group: "U1" | "SU2" | "SU3", reflections: boolean) =>
		gaugeFlowOperations(example(group, shape, { reflections }).model, 1);
	const ratio = plain("SU2", true) / plain("SU2", false);
	expect(ratio).toBeGreaterThan(3.5);
	expect(ratio).toBeLessThan(4.5);
	expect(plain("SU2", false)).toBeGreaterThan(5 * plain("U1", false));
	expect(plain("SU3", false)).toBeGreaterThan(4 * plain("SU2", false));
});
