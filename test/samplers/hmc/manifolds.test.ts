/** Hamiltonian Monte Carlo by automatic differentiation, on every manifold. */
import { describe, expect, test } from "vitest";
import type { Action } from "../../../actions/action.js";
import { wilsonAction } from "../../../actions/gauge/wilson-action.js";
import { geometryOf } from "../../../actions/manifolds/registry.js";
import { spins } from "../../../actions/spin/o-n.js";
import { createLattice } from "../../../core/lattice.js";
import { createRandom, fillNormal } from "../../../core/random.js";
import { schedule } from "../../../samplers/hmc/integrator.js";
import {
	createAutodiffEngine,
	integrateBatch,
} from "../../../samplers/hmc/reference/autodiff.js";
import * as tf from "../../../tensor/tf.js";
import { openTestBackend } from "../../support/backend.js";
import { twoComponent } from "../../support/two-component-action.js";
import { overChains, prepare, zScore } from "./support.js";

await openTestBackend();

const square = createLattice([4, 4]);
/** Steps: such that some trajectories are rejected. */
const cases: readonly (readonly [string, Action, steps: number])[] = [
	[
		"two real components",
		twoComponent.create(square, { m2: -1, lambda: 0.5 }),
		10,
	],
	["unit vectors", spins.create(createLattice([4, 4]), { n: 3, beta: 1.2 }), 3],
	["U(1) links", wilsonAction("u1", "U1", square, 2), 3],
	["SU(2) links", wilsonAction("su2", "SU2", square, 2.2), 2],
	["SU(3) links", wilsonAction("su3", "SU3", createLattice([3, 3]), 6), 2],
];

/** Root mean square of Delta H of one trajectory of length 1 from random starts. */
async function energyError(action: Action, steps: number): Promise<number> {
	const chains = 32;
	const { size, components, shape } = action.space;
	const geometry = geometryOf(action.space);
	const width = geometry.momentumSize(components);
	const random = createRandom("energy");
	const start = new Float64Array(chains * size);
	geometry.uniform(random, start, components);
	const momenta = fillNormal(
		random,
		new Float64Array((start.length / components) * width),
	);
	geometry.momenta(start, momenta, components);
	const outer = [chains, ...(components > 1 ? shape.slice(0, -1) : shape)];
	const fields = tf.tensor(Float32Array.from(start), [chains, ...shape]);
	const p = tf.tensor(
		Float32Array.from(momenta),
		components > 1 ? [...outer, width] : outer,
	);
	const gradient = tf.grad((x: tf.Tensor) => tf.sum(action.evaluate(x)));
	const [phi, q] = integrateBatch(
		gradient,
		geometry,
		components,
		schedule("leapfrog", steps, 1 / steps),
		fields,
		p,
	);
	const energy = async (x: tf.Tensor, y: tf.Tensor) => {
		const values = await action.evaluate(x).data();
		const kinetic = await y.data();
		const each = kinetic.length / chains;
		return Array.from(values, (s, c) =>
			[...kinetic.subarray(c * each, (c + 1) * each)].reduce(
				(sum, value) => sum + (value * value) / 2,
				s,
			),
		);
	};
	const before = await energy(fields, p);
	const after = await energy(phi, q);
	const squares = before.reduce((sum, e, c) => sum + (after[c] - e) ** 2, 0);
	return Math.sqrt(squares / chains);
}

describe.each(cases)("%s", (_name, action, steps) => {
	test("leapfrog errs in the energy with the square of the step", async () => {
		const coarse = await energyError(action, 8);
		const fine = await energyError(action, 16);
		// The next order is down by another factor of 4.
		expect(coarse / fine).toBeGreaterThan(3.4);
		expect(coarse / fine).toBeLessThan(4.8);
	});

	test("S belongs to the stored fields: a run that is cut goes on with the same bits", async () => {
		const chains = 16;
		const cut = 4;
		const plan = schedule("leapfrog", steps, 1 / steps);
		const trajectories = Array.from({ length: 2 * cut }, (_, number) => ({
			number,
			plan,
		}));
		const start = new Float64Array(chains * action.space.size);
		geometryOf(action.space).uniform(
			createRandom("cut"),
			start,
			action.space.components,
		);
		const load = (fields: Float32Array | Float64Array) => {
			const engine = createAutodiffEngine(action, chains, [1, 2]);
			engine.load(fields);
			return engine;
		};
		const whole = load(start);
		const expected = await whole.run(trajectories);
		const first = load(start);
		await first.run(trajectories.slice(0, cut));
		const second = load(await first.fields());
		const rest = await second.run(trajectories.slice(cut));
		// A chain that rejects keeps the S with which it begins.
		expect(rest.accepted.some((accepted) => accepted === 0)).toBe(true);
		for (let chain = 0; chain < chains; chain++) {
			const entries = [(2 * chain + 1) * cut, 2 * (chain + 1) * cut] as const;
			const own = [chain * cut, (chain + 1) * cut] as const;
			for (const name of ["action", "energyChange", "accepted"] as const)
				expect(rest[name].slice(...own)).toEqual(
					expected[name].slice(...entries),
				);
		}
		expect(await second.fields()).toEqual(await whole.fields());
	});

	test("conserves area: <exp(-Delta H)> = 1", async () => {
		const prepared = await prepare(action, {
			integrator: "leapfrog",
			trajectory: 1,
			steps,
			chains: 32,
			thermalise: 40,
		});
		const ensemble = await prepared.draw(32 * 40);
		prepared.dispose();
		const { structure, fields } = ensemble;
		if (structure.kind !== "chains" || structure.energyChange === undefined)
			throw new Error("HMC gives chains with energies");
		const creutz = overChains(
			structure.energyChange.map((change) => Math.exp(-change)),
			32,
		);
		expect(Math.abs(zScore(creutz, 1))).toBeLessThan(4);
		expect(creutz.error).toBeLessThan(0.1);
		// A test of an integrator that errs.
		const acceptance = overChains(structure.accepted ?? [], 32).value;
		expect(acceptance).toBeGreaterThan(0.3);
		expect(acceptance).toBeLessThan(0.99);
		const back = fields.slice();
		geometryOf(action.space).project(back, action.space.components);
		back.forEach((x, i) => {
			if (Math.abs(x - fields[i]) > 2 ** -21) expect(fields[i]).toBe(x);
		});
	});
});

describe("exact expectation values", () => {
	/** 2D on the torus by the character expansion: sums of Bessel functions. */
	test.each([
		["U1", 2, 0.6992519268],
		["SU2", 2.2, 0.4644805497],
		["SU3", 6, 0.42253206],
	] as const)(
		"the plaquette of %s at beta = %d on 4 x 4",
		async (group, beta, exact) => {
			const action = wilsonAction("gauge", group, square, beta);
			const chains = group === "SU3" ? 8 : 16;
			const prepared = await prepare(action, {
				integrator: "omelyan",
				trajectory: 1,
				steps: 4,
				chains,
				thermalise: 20,
			});
			const ensemble = await prepared.draw(chains * 40);
			prepared.dispose();
			const plaquette = ensemble.action.map((s) => -s / (beta * square.sites));
			expect(
				Math.abs(zScore(overChains(plaquette, chains), exact)),
			).toBeLessThan(4);
		},
	);

	test("two free components have S = V, and tuning finds its way", async () => {
		const free = twoComponent.create(square, { m2: 1, lambda: 0 });
		const prepared = await prepare(free, { chains: 16, thermalise: 64 });
		const ensemble = await prepared.draw(16 * 100);
		prepared.dispose();
		expect(prepared.history.map(({ phase }) => phase)).toContain("tune");
		expect(
			Math.abs(zScore(overChains(ensemble.action, 16), square.sites)),
		).toBeLessThan(4);
	});

	test("the energy of a ring of unit vectors is that of the transfer matrix", async () => {
		// O(3) in one dimension: eigenvalues of the transfer matrix go as i_l(beta), 2 l + 1 times.
		const beta = 1.5;
		const length = 4;
		const action = spins.create(createLattice([length]), { n: 3, beta: beta });
		const prepared = await prepare(action, {
			trajectory: 1,
			steps: 4,
			chains: 64,
			thermalise: 30,
		});
		const ensemble = await prepared.draw(64 * 60);
		prepared.dispose();
		const z = (b: number) =>
			modifiedSphericalBessel(b, 12).reduce(
				(sum, value, l) => sum + (2 * l + 1) * value ** length,
				0,
			);
		const h = 1e-4;
		const slope = (Math.log(z(beta + h)) - Math.log(z(beta - h))) / (2 * h);
		expect(
			Math.abs(zScore(overChains(ensemble.action, 64), -beta * slope)),
		).toBeLessThan(4);
	});
});

/** i_l(x) = int_{-1}^{1} exp(x t) P_l(t) dt / 2 for l = 0 ... most, by Simpson's rule. */
function modifiedSphericalBessel(x: number, most: number): number[] {
	const panels = 2000;
	const out = new Array<number>(most + 1).fill(0);
	for (let k = 0; k <= panels; k++) {
		const t = -1 + (2 * k) / panels;
		const end = k === 0 || k === panels;
		const weight = (end ? 1 : k % 2 === 1 ? 4 : 2) / (3 * panels);
		let [before, now] = [0, 1];
		for (let l = 0; l <= most; l++) {
			out[l] += weight * now * Math.exp(x * t);
			[before, now] = [now, ((2 * l + 1) * t * now - l * before) / (l + 1)];
		}
	}
	return out;
}
