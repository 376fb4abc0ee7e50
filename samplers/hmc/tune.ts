/**
 * Tuning of Hamiltonian Monte Carlo. Dual averaging brings the step size to a target acceptance.
 * The length of the trajectory minimises the cost of an independent configuration: tau of the
 * slowest quantity of samplers/chain/totals.ts times the time of a trajectory. That time is counted
 * and not measured, so the result depends only on the seed. Short trajectories walk randomly, and
 * long ones turn back. In a free field the optimum is flat and near the correlation length.
 */

import { pooledTau } from "../../core/statistics/chains/pooled-tau.js";
import { DualAveraging } from "../chain/dual-averaging.js";
import { appendBatch, emptySeries } from "../chain/series.js";
import { type FollowedSeries, followedOf } from "../chain/totals.js";
import type { Context } from "../sampler.js";
import { bestLength } from "./best-length.js";
import { meanAcceptance } from "./engine.js";
import type { HmcRun } from "./run.js";

/** One row of the tuning history. */
export interface TuneRow {
	readonly trajectory: number;
	readonly length: number;
	readonly stepSize: number;
	readonly acceptance: number;
	/** Autocorrelation time multiplied by the time of a trajectory, in gradients, if it was measured. */
	readonly cost: number | null;
}

/** Even with a spent budget, this many updates are made, to get the order of the step size right. */
const fewestUpdates = 12;

/** What can end a tuning early: the seconds for it, or the work that a search may take. */
export type TuningLimit = "budget" | "work";

/**
 * Sets the step size of the run. `reach` > 1 starts the search at longer steps.
 * @returns whether all updates were made
 */
export async function tuneStepSize(
	run: HmcRun,
	updates: number,
	reach: number,
	secondsLeft: () => number,
	rows: TuneRow[],
): Promise<boolean> {
	const averaging = new DualAveraging(
		run.options.targetAcceptance,
		run.stepSize,
		reach,
		run.engine.chains,
	);
	let update = 0;
	for (; update < updates; update++) {
		if (update >= fewestUpdates && secondsLeft() <= 0) break;
		// A step longer than the trajectory is the whole trajectory, so a larger one changes nothing.
		const longest = run.options.steps === "auto" ? 2 * run.length : Infinity;
		run.stepSize = Math.min(averaging.trial, longest);
		const acceptance = meanAcceptance(await run.advance(1));
		averaging.update(acceptance);
		if (update % 8 === 7) rows.push(row(run, acceptance, null));
	}
	const longest = run.options.steps === "auto" ? 2 * run.length : Infinity;
	run.stepSize = Math.min(averaging.tuned, longest);
	return update === updates;
}

function row(run: HmcRun, acceptance: number, cost: number | null): TuneRow {
	return {
		trajectory: run.next,
		length: run.length,
		stepSize: run.stepSize,
		acceptance,
		cost,
	};
}

const growth = 1.5;
/**
 * A series is measured until it is this many autocorrelation times long, which gives errors of some
 * 10 % with 64 chains.
 */
const wantedMultiples = 20;
const shortest = 128;
const longest = 2048;
/**
 * If tau exceeds this many lengths of a series of at least `patient`, a longer one will not help this
 * candidate. A shorter one orders slow candidates by chance: on 64 x 64 at criticality tau is above 100.
 */
const hopeless = 0.5;
const patient = 512;
/** If tau of a total exceeds this many lengths of the series, the chains do not leave their well. */
const stuck = 20;
/** Site updates for the whole search, over all chains. */
const searchUpdates = 6e10;

/** How far the search for the length is, in what JSON can hold. */
export interface LengthSearch {
	/** The first candidate, and the next. */
	readonly first: number;
	next: number;
	/** Lengths with their costs; null where none was found. */
	costs: [length: number, cost: number | null][];
	/** Site updates so far. */
	spent: number;
	direction: "longer" | "shorter";
	/** Candidates in a row that were no better. */
	misses: number;
}

export function freshSearch(first: number): LengthSearch {
	return {
		first,
		next: first,
		costs: [],
		spent: 0,
		direction: "longer",
		misses: 0,
	};
}

/**
 * Sets the length of the run to the best of a geometric row of candidates. Goes on where `search` is.
 * @returns what ended the search before a longer or shorter trajectory had turned out worse, if anything
 */
export async function tuneLength(
	run: HmcRun,
	context: Context,
	secondsLeft: () => number,
	rows: TuneRow[],
	search: LengthSearch,
	offer: () => Promise<void>,
): Promise<TuningLimit | undefined> {
	const { chains } = run.engine;
	const updates = () => chains * run.action.space.size * run.meanCost;
	const mayGoOn = () => search.spent < searchUpdates && secondsLeft() > 0;

	const measure = async (length: number): Promise<number> => {
		run.length = length;
		await run.advance(8);
		let series = emptySeries;
		let acceptance = 0;
		let tau = Number.POSITIVE_INFINITY;
		for (let n = shortest; n <= longest && mayGoOn(); n *= 2) {
			while (series.action.length < n * chains && mayGoOn()) {
				const count = Math.min(run.round, n - series.action.length / chains);
				const batch = await run.advance(count);
				acceptance = meanAcceptance(batch);
				search.spent += count * updates();
				series = appendBatch(series, batch, chains);
			}
			if (series.action.length < n * chains) break;
			tau = slowestTau(run, series);
			if (n >= wantedMultiples * tau) break;
			if (n >= patient && tau > hopeless * n) break;
		}
		const cost = tau * run.meanCost;
		rows.push(row(run, acceptance, Number.isFinite(cost) ? cost : null));
		context.progress(0, { trajectory: length, cost });
		return cost;
	};

	while (search.costs.length === 0 || (goesOn(search) && mayGoOn())) {
		const length = search.next;
		take(search, length, await measure(length));
		await offer();
	}
	const costs = new Map(
		search.costs.map(([length, cost]) => [
			length,
			cost ?? Number.POSITIVE_INFINITY,
		]),
	);
	run.length = bestLength(costs) ?? search.first;
	const last = search.costs.at(-1)?.[1] ?? null;
	if (mayGoOn() || (!goesOn(search) && last !== null)) return undefined;
	return search.spent < searchUpdates ? "budget" : "work";
}

function goesOn({ direction, misses }: LengthSearch): boolean {
	return misses < (direction === "longer" ? 2 : 1);
}

/** Takes the cost of a candidate and chooses the next: longer ones, then shorter ones if the first was the best. */
function take(search: LengthSearch, length: number, cost: number): void {
	const before = Math.min(
		...search.costs.map(([, known]) => known ?? Number.POSITIVE_INFINITY),
	);
	search.costs.push([length, Number.isFinite(cost) ? cost : null]);
	search.misses =
		search.costs.length === 1 || cost < before ? 0 : search.misses + 1;
	if (search.direction === "shorter") {
		search.next = length / growth;
		return;
	}
	search.next = length * growth;
	const [first] = search.costs;
	const isBest = first?.[1] !== null && Math.min(before, cost) === first?.[1];
	if (goesOn(search) || !isBest) return;
	search.direction = "shorter";
	search.next = search.first / growth;
	search.misses = 0;
}

/**
 * The largest tau of all that is followed. Where a total does not decorrelate within many times the
 * series, the chains do not tunnel between its wells at any length, and the others decide.
 */
function slowestTau(run: HmcRun, series: FollowedSeries): number {
	const { chains } = run.engine;
	const n = series.action.length / chains;
	const signed = new Set(series.totals);
	let slowest = 0;
	for (const { values, centre } of followedOf(run.totals, series)) {
		const { tau } = pooledTau(values, chains, centre);
		if (signed.has(values) && tau > stuck * n) continue;
		slowest = Math.max(slowest, tau);
	}
	return slowest;
}
