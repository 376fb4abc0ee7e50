/** Whole trajectories of an engine as a task of measureRounds: what benchmarks of engines share. */
import { createRandom, fillNormal } from "../core/random.js";
import type { HmcEngine } from "../samplers/hmc/engine.js";
import type { Schedule } from "../samplers/hmc/integrator.js";
import type { RoundTask } from "./rounds.js";

/**
 * Its work is in site updates of all chains.
 * @param updates of a chain in one call, at least
 */
export function trajectoryTask(
	name: string,
	engine: HmcEngine,
	plan: Schedule,
	sites: number,
	updates: number,
): RoundTask {
	const count = Math.ceil(updates / (plan.kicks * sites));
	const trajectories = Array.from({ length: count }, (_, number) => ({
		number,
		plan,
	}));
	const start = fillNormal(
		createRandom("bench"),
		new Float64Array(engine.chains * sites),
	);
	return {
		name,
		work: count * plan.kicks * engine.chains * sites,
		async run() {
			engine.load(start);
			await engine.run(trajectories);
			return undefined;
		},
	};
}
