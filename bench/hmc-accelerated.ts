/**
 * Fourier acceleration: nanoseconds of a site and gradient in the plain kernel, in the accelerated one, which
 * transforms twice a gradient, and in the loops on the host. One thread.
 */
import { phi4 } from "../actions/scalar/phi4.js";
import { createLattice } from "../core/lattice.js";
import { fourierDynamics } from "../samplers/hmc/acceleration.js";
import type { HmcEngine } from "../samplers/hmc/engine.js";
import { schedule } from "../samplers/hmc/integrator.js";
import { createHostEngine } from "../samplers/hmc/reference/host.js";
import { createKernelEngine } from "../samplers/hmc/simd/engine.js";
import type { BenchPart } from "./part.js";
import { measureRounds, table } from "./rounds.js";
import { trajectoryTask } from "./trajectories.js";

const chains = 4;
const plan = schedule("omelyan", 10, 0.1);
const key = [1, 2] as const;

export const hmcAccelerated: BenchPart = {
	name: "hmc-accelerated",
	label: `trajectories of ${plan.kicks} gradients, ${chains} chains of phi^4 in 2D, one thread: ns for a site and gradient`,
	async run(print, { rehearsal, save }) {
		const head = ["L", "plain", "accelerated", "float32", "host loops"];
		const rows = [[...head, "host / accelerated", "operations / ns"]];
		for (const L of rehearsal ? [8] : [8, 16, 32, 64, 128]) {
			const action = phi4.create(createLattice([L, L]), { m2: -4, lambda: 5 });
			const { lattice } = action.space;
			const masses = new Float64Array(L * L).fill(2);
			const kernel = (precision: "float32" | "float64", modes?: Float64Array) =>
				createKernelEngine(action, chains, precision, key, 1, undefined, modes);
			const engines: readonly (readonly [string, HmcEngine, number])[] = [
				["plain", kernel("float64"), 3e6],
				["accelerated", kernel("float64", masses), 5e5],
				["float32", kernel("float32", masses), 5e5],
				[
					"host loops",
					createHostEngine(action, fourierDynamics(lattice, masses), {
						name: "host",
						chains,
						key,
					}),
					1,
				],
			];
			const tasks = engines.map(([name, engine, updates]) =>
				trajectoryTask(name, engine, plan, L * L, updates),
			);
			const rates = await measureRounds(tasks, rehearsal ? 1 : 5, 3);
			for (const [, engine] of engines) engine.dispose();
			const nanoseconds = tasks.map(({ name }) => 1e9 / rates.rate(name));
			rows.push([
				String(L),
				...nanoseconds.map((value) => value.toFixed(2)),
				rates.ratio("accelerated", "host loops").toFixed(1),
				(operations(L) * 1e-9 * rates.rate("accelerated")).toFixed(2),
			]);
			save({ L, nanoseconds });
		}
		for (const line of table(rows)) print(line);
	},
};

/**
 * Additions and multiplications of a site and gradient, L = 2^n: four lines of each transform with codelets of length 8
 * (26 operations) and 10 for every four outputs of a halving, the gradient 15, weights and sums 7.
 */
function operations(L: number): number {
	return 4 * (26 / 8 + 2.5 * Math.log2(L / 8)) + 15 + 7;
}
