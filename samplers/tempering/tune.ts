/**
 * Tuning of parallel tempering. Rung after rung, the chains run at the present value of the
 * coupling: the variance of X there gives the distance to the next value, and the ladder ends where
 * the chains move freely. Then all replicas run together, and the values move until all swap rates
 * are equal.
 */

import { element } from "../../core/elements.js";
import { sumOfSquares } from "../../core/statistics/moments.js";
import type { Ladder, Rung } from "./family.js";
import { equalised, spacing } from "./ladder.js";
import type { TemperingOptions } from "./options.js";
import type { TemperingRun } from "./run.js";

/** Updates at each value: the first half relaxes. */
const updates = 60;
const mostReplicas = 32;
/** Passes that equalise the rates, and updates of each. */
const passes = 3;
const updatesPerPass = 100;

/** The values of the coupling, from the target on. */
async function explore(
	run: TemperingRun,
	{ target, direction, bound, looks, rungAt, free }: Ladder,
	{ replicas, targetSwap }: TemperingOptions,
): Promise<{ readonly rungs: Rung[]; readonly states: Float64Array[] }> {
	const rungs: Rung[] = [];
	const states: Float64Array[] = [];
	const fewest = replicas === "auto" ? 2 : replicas;
	const most = replicas === "auto" ? mostReplicas : replicas;
	let value = target;
	while (rungs.length < most) {
		let rung = rungAt(value);
		for (let look = 0; look < looks; look++) {
			rung = rungAt(value, await run.engine.fields());
			run.rungs = [rung];
			await run.advance(updates / 4);
		}
		if (looks === 0) {
			run.rungs = [rung];
			await run.advance(updates / 2);
		}
		const batch = await run.advance(updates / 2);
		rungs.push(rung);
		states.push(Float64Array.from(await run.engine.fields()));
		if (rungs.length >= fewest && free(batch)) break;
		const variance = sumOfSquares(batch.derivative) / batch.derivative.length;
		const next = value + direction * spacing(targetSwap, variance);
		// At the bound there is no next value.
		if (direction * (bound - next) <= 0) break;
		value = next;
	}
	return { rungs, states };
}

export async function tuneLadder(
	run: TemperingRun,
	ladder: Ladder,
	options: TemperingOptions,
): Promise<void> {
	const { rungs, states } = await explore(run, ladder, options);
	const size = element(states, 0).length;
	const whole = new Float64Array(rungs.length * size);
	states.forEach((state, r) => {
		whole.set(state, r * size);
	});
	run.engine.load(whole);
	run.rungs = rungs;
	for (let pass = 0; pass < passes; pass++) {
		const { rates } = await run.advance(updatesPerPass);
		const values = equalised(
			run.rungs.map(({ value }) => value),
			rates,
		);
		const fields = await run.engine.fields();
		run.rungs = values.map((value, r) =>
			ladder.rungAt(value, fields.subarray(r * size, (r + 1) * size)),
		);
	}
}
