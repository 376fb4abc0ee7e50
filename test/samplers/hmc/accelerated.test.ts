/** The kernels of Fourier acceleration against the loops on the host, trajectory by trajectory. */
import { describe, expect, test } from "vitest";
import { scalarAction } from "../../../actions/scalar/scalar-action.js";
import { createLattice } from "../../../core/lattice.js";
import { createRandom, fillNormal } from "../../../core/random.js";
import { fourierDynamics } from "../../../samplers/hmc/acceleration.js";
import type { HmcEngine } from "../../../samplers/hmc/engine.js";
import {
	type IntegratorName,
	schedule,
} from "../../../samplers/hmc/integrator.js";
import { createHostEngine } from "../../../samplers/hmc/reference/host.js";
import { createKernelEngine } from "../../../samplers/hmc/simd/engine.js";
import { key } from "./support.js";

const chains = 3;
const potential = [0.2, 0, -1.1, 0, 0.6];

async function trajectories(
	engine: HmcEngine,
	start: Float64Array,
	integrator: IntegratorName,
) {
	engine.load(start);
	const plans = [schedule(integrator, 4, 0.21), schedule(integrator, 3, 0.3)];
	const batch = await engine.run(
		plans.map((plan, number) => ({ number, plan })),
	);
	const fields = await engine.fields();
	engine.dispose();
	return { ...batch, fields };
}

/** Largest differences of kernel and host in Delta H, S and the fields, and the accept flags of both. */
async function difference(
	shape: readonly number[],
	powers: readonly number[],
	integrator: IntegratorName,
) {
	const local = { kinetic: 0.8, potential: powers };
	const action = scalarAction("any", createLattice(shape), {}, local);
	const { lattice, size } = action.space;
	const random = createRandom(shape.join());
	const start = fillNormal(random, new Float64Array(chains * size));
	// Not those of a propagator, and no two alike.
	const masses = Float64Array.from(
		{ length: size },
		() => 0.5 + 3 * random.uniform(),
	);
	const kernel = await trajectories(
		createKernelEngine(action, chains, "float64", key, 1, undefined, masses),
		start,
		integrator,
	);
	const host = await trajectories(
		createHostEngine(action, fourierDynamics(lattice, masses), {
			name: "host",
			chains,
			key,
		}),
		start,
		integrator,
	);
	const largest = (a: ArrayLike<number>, b: ArrayLike<number>) =>
		Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i])));
	return {
		energy: largest(kernel.energyChange, host.energyChange),
		action: largest(kernel.action, host.action),
		fields: largest(kernel.fields, host.fields),
		accepted: [kernel.accepted, host.accepted],
		moved: host.energyChange,
	};
}

// Lines with every codelet, with folded sums, and with halvings.
describe.each([
	[[16]],
	[[6, 4]],
	[[5, 7]],
	[[3, 12]],
	[[2, 10]],
	[[4, 3, 6]],
	[[3, 2, 4, 5]],
	[[32, 24]],
])("on %j", (shape) => {
	test.each(["leapfrog", "omelyan", "force-gradient"] as const)(
		"%s: the host's trajectories, to rounding",
		async (integrator) => {
			const far = await difference(shape, potential, integrator);
			expect(far.accepted[0]).toEqual(far.accepted[1]);
			expect(far.energy).toBeLessThan(1e-9);
			expect(far.action).toBeLessThan(1e-9);
			expect(far.fields).toBeLessThan(1e-11);
			// Trajectories that conserve the energy to rounding would compare nothing.
			expect(Math.max(...far.moved.map(Math.abs))).toBeGreaterThan(1e-4);
		},
	);
});

test("of degree six", async () => {
	const powers = [0.2, 0, -1.1, 0, 0.6, 0, 0.05];
	const far = await difference([4, 6], powers, "omelyan");
	expect(far.accepted[0]).toEqual(far.accepted[1]);
	expect(far.energy).toBeLessThan(1e-9);
	expect(far.fields).toBeLessThan(1e-11);
});
