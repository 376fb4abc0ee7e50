/**
 * Tuning of the path. A pilot population is resampled at every temperature, and the next temperature
 * is where its effective fraction falls to a target (adaptive sequential Monte Carlo: A. Jasra, D.
 * Stephens, A. Doucet, T. Tsagaris, Scand. J. Stat. 38 (2011) 1). So the pilot's temperatures are
 * equally spaced in the scatter of the log weight. The number of temperatures then follows from
 * -log(effective fraction) over whole passes, which is the variance s^2 of normal log weights, and unlike
 * their sample variance it does not see paths of low weight. It falls as the inverse of the number, so at
 * fixed cost exp(-s^2) effective draws for each are most at s^2 = 1. The schedule is fixed before the first
 * draw, because one that adapts to the particles would bias the weights.
 */
import { element } from "../../core/elements.js";
import { kishFraction } from "../../core/statistics/weights/log-weights.js";
import type { Budget, Context } from "../sampler.js";
import type { Schedule, SmcRun } from "./run.js";
import { nextTemperature, systematicAncestors } from "./weights.js";

/** A row of the tuning history. */
export interface PilotRow {
	readonly temperature: number;
	readonly stepSize: number;
	readonly acceptance: number;
	/** The budget, or the number of temperatures, was spent: this one is the target, however far away. */
	readonly forced?: true;
}

/** What must be said of a pilot, one sentence each. */
export function pilotRemarks(rows: readonly PilotRow[]): readonly string[] {
	return rows.at(-1)?.forced === true
		? [
				"the budget of the tuning ended before the path did, so its last temperatures lie too far apart",
			]
		: [];
}

/** Trajectories that search the step size at a pilot temperature. */
const searches = 4;
/** Most temperatures of the pilot; it breaks off at the target when they are used up. */
const mostPilot = 2000;
const wantedVariance = 1;
/** Passes that measure the effective fraction, and the most by which one of them changes the number. */
const refinements = 3;
const boldest = 4;

/** Temperatures of constant effective fraction, with a tuned step size at each. */
export async function pilot(
	run: SmcRun,
	budget: Budget,
	context: Context,
): Promise<PilotRow[]> {
	const { pilotEss, moves, targetAcceptance } = run.options;
	const { sites } = run.path.base.lattice;
	const random = context.random.fork("pilot");
	let fields: Float32Array | Float64Array = run.start(random);
	let stepSize = 0.5 * sites ** -0.25;
	const rows: PilotRow[] = [];
	for (let temperature = 0; temperature < 1; ) {
		const difference = run.difference(fields);
		const late =
			rows.length >= mostPilot ||
			context.meter.seconds > tuneShare * budget.seconds;
		const next = late ? 1 : nextTemperature(temperature, difference, pilotEss);
		const weights = difference.map((value) => (next - temperature) * value);
		const parents = fields.slice();
		for (const [child, parent] of systematicAncestors(
			weights,
			random.uniform(),
		).entries())
			fields.set(
				parents.subarray(parent * sites, (parent + 1) * sites),
				child * sites,
			);
		temperature = next;
		let acceptance = 0;
		for (let search = 0; search < searches; search++) {
			const moved = await run.move(fields, temperature, stepSize, moves);
			fields = moved.fields;
			acceptance = moved.acceptance;
			// Robbins and Monro's rule with shrinking gain.
			stepSize *= Math.exp((acceptance - targetAcceptance) / (1 + search / 2));
			stepSize = Math.min(stepSize, run.moves.length);
		}
		rows.push({
			temperature,
			stepSize,
			acceptance,
			...(late ? { forced: true } : {}),
		});
		context.progress(temperature / 2, { temperature, acceptance });
	}
	return rows;
}

/** Tuning may take this share of the seconds for preparation. */
const tuneShare = 0.8;

/** `count` temperatures, between those of the pilot as evenly as they are. */
export function scheduleOf(rows: readonly PilotRow[], count: number): Schedule {
	const temperatures = new Float64Array(count);
	const stepSizes = new Float64Array(count);
	for (let j = 0; j < count; j++) {
		const place = ((j + 1) * rows.length) / count;
		const index = Math.min(rows.length - 1, Math.ceil(place - 1e-9) - 1);
		const share = place - index;
		const before = rows[index - 1]?.temperature ?? 0;
		const { temperature, stepSize } = element(rows, index);
		temperatures[j] = before + share * (temperature - before);
		stepSizes[j] = stepSize;
	}
	temperatures[count - 1] = 1;
	return { temperatures, stepSizes };
}

/**
 * The schedule that keeps an effective fraction of 1/e, with resampling that of the pilot, or the number of
 * temperatures that the user fixed.
 */
export async function tuneSchedule(
	run: SmcRun,
	rows: readonly PilotRow[],
	budget: Budget,
	context: Context,
): Promise<{ readonly schedule: Schedule; readonly ess?: number }> {
	const { temperatures, resampling } = run.options;
	if (temperatures !== "auto")
		return { schedule: scheduleOf(rows, temperatures) };
	if (resampling !== "none") return { schedule: scheduleOf(rows, rows.length) };
	let count = rows.length;
	let seen = Number.NaN;
	for (let pass = 0; pass < refinements; pass++) {
		if (context.meter.seconds > tuneShare * budget.seconds) break;
		const random = context.random.fork(`refinement-${pass}`);
		const { logWeights } = await run.anneal(
			scheduleOf(rows, count),
			random,
			random.fork("resampling"),
		);
		seen = kishFraction(logWeights);
		const wanted = (count * -Math.log(seen)) / wantedVariance;
		const bounded = Math.min(
			count * boldest,
			Math.max(count / boldest, wanted),
		);
		count = Math.max(1, Math.round(bounded));
		context.progress(0.5 + (pass + 1) / (2 * refinements), {
			temperatures: count,
		});
	}
	return {
		schedule: scheduleOf(rows, count),
		...(Number.isFinite(seen) ? { ess: seen } : {}),
	};
}
