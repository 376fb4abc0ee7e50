/**
 * Tuning of parallel tempering. Rung after rung, the chains run at the present value of the
 * coupling: the variance of X there gives the distance to the next value, and the ladder ends where
 * M changes its sign often. Then all replicas run together, and the values move until all swap rates
 * are equal.
 */

import { element } from "../../core/elements.js";
import { squareCoefficient } from "../chain/local/couplings.js";
import type { Couplings } from "../chain/local/program.js";
import { bestShift, meanSquareField } from "../heatbath/scalar/shift.js";
import { directionOf, equalised, spacing, withCoupling } from "./ladder.js";
import type { TemperingOptions } from "./options.js";
import type { TemperingRun } from "./run.js";
import type { Rung } from "./worker.js";

/** Updates at each value: the first half relaxes. */
const updates = 60;
/** The ladder ends where the sign of M differs between this share of successive updates. */
const fastSigns = 0.1;
const mostReplicas = 32;
/** Passes that equalise the rates, and updates of each. */
const passes = 3;
const updatesPerPass = 100;

/** A rung at a value of the coupling, with the shift that suits the present configurations. */
function rungAt(
	couplings: Couplings,
	{ coupling }: TemperingOptions,
	value: number,
	shape: readonly number[],
	h2: number,
): Rung {
	const own = withCoupling(couplings, coupling, value);
	const a = squareCoefficient(own, shape);
	return {
		value,
		couplings: own,
		raised: withCoupling(couplings, coupling, value + 1),
		shift: bestShift(a, own.quartic, h2),
	};
}

function variance(values: Float64Array): number {
	let sum = 0;
	let squares = 0;
	for (const value of values) {
		sum += value;
		squares += value * value;
	}
	const mean = sum / values.length;
	return squares / values.length - mean * mean;
}

function signChanges(totals: Float64Array, chains: number): number {
	const n = totals.length / chains;
	let changes = 0;
	for (let chain = 0; chain < chains; chain++)
		for (let i = chain * n + 1; i < (chain + 1) * n; i++)
			if (element(totals, i) * element(totals, i - 1) < 0) changes++;
	return changes / (chains * (n - 1));
}

/** The values of the coupling, from the target on. */
async function explore(
	run: TemperingRun,
	couplings: Couplings,
	options: TemperingOptions,
): Promise<{ readonly rungs: Rung[]; readonly states: Float64Array[] }> {
	const { coupling, replicas, targetSwap } = options;
	const { lattice } = run.action.space;
	const { chains } = run.engine;
	const rungs: Rung[] = [];
	const states: Float64Array[] = [];
	const fewest = replicas === "auto" ? 2 : replicas;
	const most = replicas === "auto" ? mostReplicas : replicas;
	let value = couplings[coupling];
	while (rungs.length < most) {
		let rung = rungAt(couplings, options, value, lattice.shape, 0);
		for (let look = 0; look < 2; look++) {
			const h2 = meanSquareField(
				await run.engine.fields(),
				lattice,
				rung.couplings,
			);
			rung = rungAt(couplings, options, value, lattice.shape, h2);
			run.rungs = [rung];
			await run.advance(updates / 4);
		}
		const { derivative, totals } = await run.advance(updates / 2);
		rungs.push(rung);
		states.push(Float64Array.from(await run.engine.fields()));
		if (
			rungs.length >= fewest &&
			signChanges(element(totals, 0), chains) > fastSigns
		)
			break;
		value += directionOf[coupling] * spacing(targetSwap, variance(derivative));
	}
	return { rungs, states };
}

export async function tuneLadder(
	run: TemperingRun,
	couplings: Couplings,
	options: TemperingOptions,
): Promise<void> {
	const { rungs, states } = await explore(run, couplings, options);
	const size = element(states, 0).length;
	const whole = new Float64Array(rungs.length * size);
	states.forEach((state, r) => {
		whole.set(state, r * size);
	});
	run.engine.load(whole);
	run.rungs = rungs;
	const { shape } = run.action.space.lattice;
	for (let pass = 0; pass < passes; pass++) {
		const { rates } = await run.advance(updatesPerPass);
		const values = equalised(
			run.rungs.map(({ value }) => value),
			rates,
		);
		const fields = await run.engine.fields();
		run.rungs = values.map((value, r) =>
			rungAt(
				couplings,
				options,
				value,
				shape,
				meanSquareField(
					fields.subarray(r * size, (r + 1) * size),
					run.action.space.lattice,
					element(rungs, r).couplings,
				),
			),
		);
	}
}
