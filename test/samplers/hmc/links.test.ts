/** Hamiltonian Monte Carlo of links: the kernels against automatic differentiation and against sums on the host. */
import { describe, expect, test } from "vitest";
import { linkAlgebra } from "../../../actions/gauge/links/registry.js";
import { wilsonSum } from "../../../actions/gauge/links/wilson-sum.js";
import { wilsonAction } from "../../../actions/gauge/wilson-action.js";
import { geometryOf } from "../../../actions/manifolds/registry.js";
import { createLattice } from "../../../core/lattice.js";
import { createRandom } from "../../../core/random.js";
import type { HmcEngine } from "../../../samplers/hmc/engine.js";
import { schedule } from "../../../samplers/hmc/integrator.js";
import { createAutodiffEngine } from "../../../samplers/hmc/reference/autodiff.js";
import { createLinkEngine } from "../../../samplers/hmc/simd/engine.js";
import { openTestBackend } from "../../support/backend.js";

await openTestBackend();

const chains = 3;
const key = [7, 11] as const;
const cases = [
	["U1", [4, 3], 2],
	["U1", [3, 3, 4], 1.5],
	["SU2", [3, 4], 2.2],
	["SU2", [3, 3, 3, 3], 2.3],
	["SU3", [4, 3], 6],
	["SU3", [3, 3, 3], 5.5],
] as const;

const setups = cases.map(([group, shape, beta]) => {
	const action = wilsonAction("gauge", group, createLattice(shape), beta);
	const { size, components } = action.space;
	const start = new Float64Array(chains * size);
	geometryOf(action.space).uniform(createRandom("links"), start, components);
	return { title: `${group} on ${shape.join(" x ")}`, action, beta, start };
});

/** Batches of trajectories with the same random numbers, by leapfrog of length 0.4. */
async function run(
	engine: HmcEngine,
	start: Float64Array,
	steps: readonly number[],
) {
	engine.load(start);
	const batch = await engine.run(
		steps.map((count, number) => ({
			number,
			plan: schedule("leapfrog", count, 0.4 / count),
		})),
	);
	const fields = Float64Array.from(await engine.fields());
	engine.dispose();
	return { batch, fields };
}

describe.each(setups)("$title", ({ action, beta, start }) => {
	const kernel = (threads = 1) =>
		createLinkEngine(action, chains, "float64", key, threads);

	test("trajectories are those of automatic differentiation, to its float32", async () => {
		const steps = [8, 6];
		const fused = await run(kernel(), start, steps);
		const reference = await run(
			createAutodiffEngine(action, chains, key),
			start,
			steps,
		);
		const scale = Math.max(...fused.batch.action.map(Math.abs));
		for (const name of ["energyChange", "action"] as const)
			fused.batch[name].forEach((value, i) => {
				expect(
					Math.abs(value - (reference.batch[name][i] ?? Number.NaN)),
				).toBeLessThan(1e-5 * scale);
			});
		expect(fused.batch.accepted).toEqual(reference.batch.accepted);
		const { components } = action.space;
		const { distance } = geometryOf(action.space);
		for (let i = 0; i < start.length; i += components)
			expect(
				distance(
					fused.fields.subarray(i, i + components),
					reference.fields.subarray(i, i + components),
				),
			).toBeLessThan(1e-4);
	});

	test("S is that of the host, and links stay in the group", async () => {
		const { batch, fields } = await run(kernel(), start, [4]);
		const { lattice, size, components } = action.space;
		const algebra = linkAlgebra(action.space);
		const energy = wilsonSum(algebra, lattice, beta);
		const projected = fields.slice();
		geometryOf(action.space).project(projected, components);
		for (let chain = 0; chain < chains; chain++) {
			const links = algebra.load(fields, chain * size, size);
			expect(batch.action[chain]).toBeCloseTo(energy(links), 9);
		}
		projected.forEach((value, i) => {
			expect(Math.abs(value - (fields[i] ?? 0))).toBeLessThan(1e-14);
		});
	});

	test("Delta H falls with the square of the step, so the force is the gradient of S", async () => {
		const change = async (steps: number) =>
			(await run(kernel(), start, [steps])).batch.energyChange;
		const [coarse, fine] = [await change(32), await change(64)];
		coarse.forEach((value, i) => {
			expect(value / (fine[i] ?? 0)).toBeGreaterThan(3.9);
			expect(value / (fine[i] ?? 0)).toBeLessThan(4.1);
		});
	});

	test("threads do not change a bit", async () => {
		const one = await run(kernel(1), start, [4, 4]);
		const two = await run(kernel(2), start, [4, 4]);
		expect(two.fields).toEqual(one.fields);
		expect(two.batch.energyChange).toEqual(one.batch.energyChange);
	});
});
