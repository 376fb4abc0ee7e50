/**
 * Microcanonical trajectories: processor time of a site and gradient in the kernel of HMC, in that of mclmc, and in the
 * loops on the host. One thread.
 */
import { phi4 } from "../actions/scalar/phi4.js";
import { createLattice } from "../core/lattice.js";
import { processorSeconds } from "../harness/cell/processor-time.js";
import { schedule } from "../samplers/hmc/integrator.js";
import { createHostEngine } from "../samplers/hmc/reference/host.js";
import { createKernelEngine } from "../samplers/hmc/simd/engine.js";
import { isokinetic } from "../samplers/mclmc/dynamics.js";
import { createIsokineticEngine } from "../samplers/mclmc/simd/engine.js";
import type { BenchPart } from "./part.js";
import { measureRounds, type RoundTask, table } from "./rounds.js";
import { trajectoryTask } from "./trajectories.js";

const chains = 4;
const plan = schedule("omelyan", 10, 0.05);
const key = [1, 2] as const;
const precisions = ["float64", "float32"] as const;

/** By the processor's time, which other work on the machine disturbs less. */
function onProcessor(task: RoundTask): RoundTask {
	return {
		...task,
		async run() {
			const before = processorSeconds();
			await task.run();
			const seconds = processorSeconds() - before;
			return { seconds, coreSeconds: seconds };
		},
	};
}

export const mclmc: BenchPart = {
	name: "mclmc",
	label: `trajectories of ${plan.kicks} gradients, ${chains} chains of phi^4 in 2D, one thread: processor ns for a site and gradient`,
	async run(print, { rehearsal, save }) {
		const rows = [
			[
				"L",
				"precision",
				"hmc",
				"mclmc",
				"host loops",
				"mclmc / hmc",
				"host / mclmc",
			],
		];
		for (const L of rehearsal ? [6] : [6, 16, 64]) {
			const action = phi4.create(createLattice([L, L]), { m2: -4, lambda: 5 });
			const sites = L * L;
			const settings = { chains, key };
			for (const precision of precisions) {
				const engines = {
					hmc: createKernelEngine(action, chains, precision, key, 1),
					mclmc: createIsokineticEngine(action, settings, precision, 1),
					"host loops": createHostEngine(action, isokinetic(sites), {
						name: "host",
						...settings,
					}),
				};
				const updates = rehearsal ? 1e6 : 2e7;
				const tasks = Object.entries(engines).map(([name, engine]) =>
					onProcessor(
						trajectoryTask(
							name,
							engine,
							plan,
							sites,
							name === "host loops" ? updates / 20 : updates,
						),
					),
				);
				const rates = await measureRounds(tasks, rehearsal ? 1 : 5, 3);
				for (const engine of Object.values(engines)) engine.dispose();
				const nanoseconds = tasks.map(({ name }) => 1e9 / rates.rate(name));
				rows.push([
					String(L),
					precision,
					...nanoseconds.map((value) => value.toFixed(2)),
					rates.ratio("hmc", "mclmc").toFixed(2),
					rates.ratio("mclmc", "host loops").toFixed(1),
				]);
				save({ L, precision, nanoseconds });
			}
		}
		for (const line of table(rows)) print(line);
	},
};
