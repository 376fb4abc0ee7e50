import { describe, expect, test } from "vitest";
import { phi4 } from "../../../actions/scalar/phi4.js";
import { createLattice } from "../../../core/lattice.js";
import { createRandom } from "../../../core/random.js";
import type { CouplingConfig } from "../../../samplers/coupling/config.js";
import { couplingFlow } from "../../../samplers/coupling/coupling.js";
import {
	amplitudes,
	latticeMomenta,
} from "../../../samplers/coupling/free-field.js";
import { realnvp } from "../../../samplers/coupling/realnvp.js";
import { pointwiseMap } from "../../../samplers/coupling/reference/pointwise.js";
import { batchOf } from "../../../samplers/flow/flow.js";
import { composedEngine } from "../../../samplers/flow/reference/engine.js";
import * as tf from "../../../tensor/tf.js";
import { openFused } from "../flow/contract.js";
import { couplingContract, freeField } from "./support.js";

const base: CouplingConfig = {
	layers: 4,
	conditioner: "convolutional",
	hidden: [4, 5],
	kernel: 3,
	transform: { kind: "affine" },
	prior: { kind: "normal" },
	rescale: false,
};

describe("contract of a flow", () => {
	couplingContract(base, 0.2, [
		[[4, 4], {}],
		[[3, 4], { prior: freeField, rescale: true, hidden: [3] }],
		[[5], { kernel: 5, hidden: [6, 1, 2], prior: freeField }],
		[[2, 3, 2], { layers: 3, prior: freeField }],
		[[3, 3], { kernel: 1, rescale: true }],
		[[6], { prior: freeField, layers: 2 }],
		[[4, 4], { pointwise: true }],
		[[3, 4], { pointwise: true, prior: freeField, rescale: true }],
		[[4, 4], { conditioner: "dense" }],
		// On odd extents the two halves differ in size.
		[[3, 3], { conditioner: "dense", hidden: [7], prior: freeField }],
		[[5], { conditioner: "dense", hidden: [6, 1, 2], rescale: true }],
		[[2, 3, 2], { conditioner: "dense", layers: 3, hidden: [9, 4, 6] }],
	]);
});

describe("free-field prior", () => {
	test("its density is exp(-S) of the free theory, and log Z with it", async () => {
		for (const [shape, mass2] of [
			[[4, 4], 1],
			[[3, 2], 0.4],
			[[7], 0.1],
		] as const) {
			const lattice = createLattice(shape);
			// A mass term of the action phi4 with lambda = 0 is the free field.
			const action = phi4.create(lattice, { m2: mass2, lambda: 0 });
			const flow = couplingFlow(lattice, {
				...base,
				layers: 1,
				prior: { ...freeField, mass2 },
			});
			const start = flow.initialise(createRandom("free"));
			const draw = await composedEngine(flow, action).sample(
				start,
				createRandom("free"),
				0,
				20,
			);
			const momenta = latticeMomenta(lattice);
			const { logVolume } = amplitudes(momenta, 1, Math.log(mass2));
			const logZ = logVolume + (lattice.sites / 2) * Math.log(2 * Math.PI);
			for (let i = 0; i < 20; i++)
				expect(draw.logDensity[i] + draw.action[i]).toBeCloseTo(-logZ, 3);
		}
	});

	test("log Z of 4 x 4 at m2 = 1 is the known one", () => {
		const momenta = latticeMomenta(createLattice([4, 4]));
		const { logVolume } = amplitudes(momenta, 1, 0);
		expect(logVolume + 8 * Math.log(2 * Math.PI)).toBeCloseTo(-2.8581318146, 9);
	});
});

describe("pointwise map", () => {
	test("y^2 = phi^2 + c phi^4, with the sign of y, and the slope of that", async () => {
		const c = 1.7;
		const log = tf.scalar(Math.log(c));
		const y = tf.tensor1d([-30, -1, -1e-3, 0, 0.2, 2]);
		const map = (x: tf.Tensor) => pointwiseMap(x, log, "forward");
		const phi = await map(y).values.data();
		const slope = await tf
			.grad((x) => map(x).values)(y)
			.data();
		const logSlope = await map(y).logSlope.data();
		for (const [i, value] of (await y.data()).entries()) {
			expect(Math.sign(phi[i])).toBe(Math.sign(value));
			const square = phi[i] ** 2 + c * phi[i] ** 4;
			expect(Math.sqrt(square)).toBeCloseTo(Math.abs(value), 4);
			expect(logSlope[i]).toBeCloseTo(Math.log(slope[i]), 5);
		}
	});

	test("kernels for GPUs, which have none, are declined", () => {
		const action = phi4.create(createLattice([4, 4]), { m2: 1, lambda: 1 });
		const verdict = (given: object) =>
			realnvp
				.create(realnvp.options.parse({ engine: "gpu", ...given }))
				.supports(action).ok;
		expect(verdict({})).toBe(true);
		expect(verdict({ pointwise: true })).toBe(false);
	});
});

test("10,000 gradients leave the memory of the kernel as it was", async () => {
	const lattice = createLattice([2, 2]);
	const action = phi4.create(lattice, { m2: 1, lambda: 1 });
	const flow = couplingFlow(lattice, { ...base, layers: 2, hidden: [2] });
	const kernel = await openFused(flow, action);
	const parameters = flow.initialise(createRandom("memory"));
	const gradient = new Float64Array(flow.layout.size);
	const given = batchOf(8, { latent: new Float32Array(8 * 4), gradient });
	const run = () => kernel.gradient(parameters, given, {});
	for (let i = 0; i < 500; i++) run();
	const before = process.memoryUsage().arrayBuffers;
	for (let i = 0; i < 10_000; i++) run();
	expect(process.memoryUsage().arrayBuffers).toBeLessThanOrEqual(
		before + 100_000,
	);
});
