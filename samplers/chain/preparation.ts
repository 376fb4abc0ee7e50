/**
 * Draws of the target that belong to the preparation of another sampler, such as a fit: Hamiltonian
 * Monte Carlo as a user would run it, whose phases and evaluations count as preparation.
 */
import type { Action } from "../../actions/action.js";
import type { Ensemble } from "../../core/ensemble.js";
import { hmc } from "../hmc/hmc.js";
import type { Budget, Context } from "../sampler.js";

/** Whether `preparatoryDraws` can treat the action: Hamiltonian Monte Carlo can. */
export function preparatorySupports(action: Action) {
	return hmc.create(hmc.options.parse({})).supports(action);
}

/** `count` configurations of the target or a few more, from chains that have thermalised within the budget. */
export async function preparatoryDraws(
	action: Action,
	count: number,
	budget: Budget,
	context: Context,
): Promise<Ensemble> {
	const { resume: _, ...rest } = context;
	const { meter } = context;
	const prepared = await hmc
		.create(hmc.options.parse({}))
		.prepare(action, budget, {
			...rest,
			random: context.random.fork("preparatory chain"),
			offer: async () => {},
			meter: {
				phase: (name) => meter.phase(name === "draw" ? "train" : name),
				count: (work) => meter.count(work),
				charge: (name, time) =>
					meter.charge(name === "draw" ? "train" : name, time),
				get seconds() {
					return meter.seconds;
				},
				get deviceSeconds() {
					return meter.deviceSeconds;
				},
				get evaluations() {
					return meter.evaluations;
				},
			},
		});
	try {
		return await prepared.draw(count);
	} finally {
		prepared.dispose();
	}
}
