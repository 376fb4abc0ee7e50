/** Whole HMC trajectories through the worker threads: two threads compared with one. */
import { availableParallelism } from "node:os";
import { phi4 } from "../actions/scalar/phi4.js";
import { createLattice } from "../core/lattice.js";
import { createRandom, fillNormal } from "../core/random.js";
import { schedule } from "../samplers/hmc/integrator.js";
import { createKernelEngine } from "../samplers/hmc/simd/engine.js";
import type { BenchPart } from "./part.js";
import { measureRounds, type RoundTask, table } from "./rounds.js";

const chains = 64;
const steps = 10;
const rounds = 7;

export const hmcThreads: BenchPart = {
	name: "hmc-threads",
	label: `whole trajectories of ${steps} leapfrog steps, ${chains} chains of phi^4 in 2D, 1e6 trajectories x sites per second`,
	async run(print) {
		if (availableParallelism() < 2) {
			print("skipped: this machine has one thread");
			return;
		}
		const rows = [["precision", "L", "one thread", "two threads", "two / one"]];
		for (const precision of ["float32", "float64"] as const) {
			for (const L of [8, 32]) {
				const action = phi4.create(createLattice([L, L]), {
					m2: -4,
					lambda: 5,
				});
				const count = Math.ceil(40_000 / (L * L));
				const trajectories = Array.from({ length: count }, (_, number) => ({
					number,
					plan: schedule("leapfrog", steps, 0.05),
				}));
				const engines = [1, 2].map((threads) =>
					createKernelEngine(action, chains, precision, [1, 2], threads),
				);
				const start = fillNormal(
					createRandom("bench"),
					new Float64Array(chains * L * L),
				);
				const tasks: RoundTask[] = engines.map((engine, i) => ({
					name: String(i + 1),
					work: count * chains * L * L,
					async run() {
						engine.load(start);
						await engine.run(trajectories);
						return undefined;
					},
				}));
				const rates = await measureRounds(tasks, rounds, 4);
				for (const engine of engines) engine.dispose();
				rows.push([
					precision,
					String(L),
					(rates.rate("1") / 1e6).toFixed(1),
					(rates.rate("2") / 1e6).toFixed(1),
					rates.ratio("2", "1").toFixed(2),
				]);
			}
		}
		for (const line of table(rows)) print(line);
	},
};
