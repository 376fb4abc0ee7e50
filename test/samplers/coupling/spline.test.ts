import { describe, expect, test } from "vitest";
import { phi4 } from "../../../actions/scalar/phi4.js";
import { createLattice } from "../../../core/lattice.js";
import type { CouplingConfig } from "../../../samplers/coupling/config.js";
import { couplingFlow } from "../../../samplers/coupling/coupling.js";
import { expectClose, openFused, perturbed } from "../flow/contract.js";
import { densityBy, sampleBy } from "../flow/kernel-calls.js";
import { couplingContract, freeField } from "./support.js";

const base: CouplingConfig = {
	layers: 3,
	conditioner: "convolutional",
	hidden: [4, 5],
	kernel: 3,
	transform: { kind: "spline", bins: 8, bound: 5, odd: false },
	prior: { kind: "normal" },
	rescale: false,
};
// Bounds this tight put a third of the normals outside: both sides of the edge are tested.
const tight = { kind: "spline", bins: 3, bound: 1, odd: false } as const;
const odd = { kind: "spline", bins: 4, bound: 2, odd: true } as const;

describe("contract of a flow", () => {
	couplingContract(base, 0.1, [
		[[4, 4], {}],
		[[3, 4], { transform: tight, rescale: true }],
		[[4, 2], { transform: odd, hidden: [4] }],
		[[7], { transform: odd, prior: freeField, hidden: [3, 2, 2] }],
		[[2, 2, 3], { transform: { ...tight, bins: 2 }, prior: freeField }],
		[[4, 4], { conditioner: "dense", hidden: [6] }],
		[[3, 4], { conditioner: "dense", transform: odd, hidden: [5, 3] }],
		[[5], { conditioner: "dense", transform: odd, prior: freeField }],
	]);
});

test("the inverse is stable where slopes reach from 1e-3 to 1e3, inside and outside the interval", async () => {
	const lattice = createLattice([2, 2]);
	const action = phi4.create(lattice, { m2: 1, lambda: 1 });
	for (const transform of [base.transform, odd]) {
		const flow = couplingFlow(lattice, { ...base, layers: 1, transform });
		const kernel = await openFused(flow, action);
		const wild = perturbed(new Float32Array(flow.layout.size), 1);
		const count = 2000;
		const fields = Float32Array.from(
			{ length: 4 * count },
			(_, i) => 6 * Math.sin(i) * Math.cos(7 * i),
		);
		const back = densityBy(kernel, wild, fields, 4);
		const again = sampleBy(kernel, wild, back.latent, 4);
		expect(back.latent.every(Number.isFinite)).toBe(true);
		// A rounding of x, 5 * 2^-24, grows by the slope, at most about 1e3.
		expectClose(again.fields, fields, 1e-3);
	}
});
