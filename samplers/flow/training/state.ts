/** Everything a training step changes, and its way into a checkpoint and back, bit for bit. */
import type { Checkpoint } from "../../sampler.js";
import type { FlowSettings } from "../flow.js";
import { type AdamState, adamState } from "./adam.js";
import { Bases } from "./bases.js";
import { LearningCurve } from "./history.js";
import { type PlateauState, startPlateau } from "./plateau.js";

/** What a flow can be drawn from, and trained on from. */
export interface Snapshot {
	readonly adam: AdamState;
	readonly average: Float64Array;
	readonly settings: FlowSettings;
}

/** The best state that a look has seen; at step 0 the start, which no look has seen. */
export interface Best extends Snapshot {
	readonly step: number;
	/** Held-out numbers of the look that chose it (held-out.ts). */
	readonly ess: number;
	readonly loss: number;
	readonly effective: number;
	readonly logZ: number;
}

export interface TrainState extends Snapshot {
	step: number;
	settings: FlowSettings;
	best: Best;
	/** Least held-out loss of a look; before any, the loss of the first batch. */
	leastLoss: number;
	/** Factor of the learning rate: falls with every divergence, and with every plateau. */
	rateFactor: number;
	divergences: number;
	/** Divergences since a look was sound. */
	inRow: number;
	/** Step of the last divergence, 0 before any. */
	lastDivergence: number;
	plateau: PlateauState;
	status: "training" | "complete";
	curve: LearningCurve;
}

/** @param bases in which the moments are kept; none for Adam */
export function startState(
	parameters: Float32Array,
	settings: FlowSettings,
	bases = Bases.none(),
): TrainState {
	const average = new Float64Array(parameters.length);
	return {
		adam: adamState(parameters, bases),
		average,
		settings,
		step: 0,
		best: {
			adam: adamState(parameters, bases.copy()),
			average: average.slice(),
			settings,
			step: 0,
			ess: 0,
			loss: Number.POSITIVE_INFINITY,
			effective: 0,
			logZ: Number.NaN,
		},
		leastLoss: Number.POSITIVE_INFINITY,
		rateFactor: 1,
		divergences: 0,
		inRow: 0,
		lastDivergence: 0,
		plateau: startPlateau(),
		status: "training",
		curve: new LearningCurve(),
	};
}

export function snapshot(state: TrainState): Snapshot {
	const { adam, average, settings } = state;
	return { adam: copyAdam(adam), average: average.slice(), settings };
}

/** Goes back to the best state; the step goes on, so that other random numbers follow. */
export function restoreBest(state: TrainState): void {
	const { best } = state;
	state.adam.parameters.set(best.adam.parameters);
	state.adam.mean.set(best.adam.mean);
	state.adam.square.set(best.adam.square);
	state.adam.bases.load(best.adam.bases.save());
	state.adam.updates = best.adam.updates;
	state.average.set(best.average);
	state.settings = best.settings;
}

/**
 * average <- decay * average + (1 - decay) * weights. Early on the decay is smaller, so that the average
 * spans a tenth of the steps done at most and a short training does not lag behind its weights.
 */
export function averageWeights(
	{ average, adam }: Pick<TrainState, "average" | "adam">,
	limit: number,
): void {
	const { updates, parameters } = adam;
	const decay = Math.min(limit, (updates - 1) / (updates + 9));
	for (let i = 0; i < average.length; i++)
		average[i] += (1 - decay) * (parameters[i] - average[i]);
}

/** Weights to draw from: the last ones, or their average. */
export function drawnParameters(
	state: Snapshot,
	decay: number,
): Float64Array<ArrayBufferLike> {
	const { adam, average } = state;
	return decay === 0 || adam.updates === 0 ? adam.parameters : average;
}

export function saveState(state: TrainState) {
	const { adam, best, plateau } = state;
	return {
		prepared: state.status !== "training",
		state: {
			step: state.step,
			updates: adam.updates,
			settings: state.settings,
			best: {
				updates: best.adam.updates,
				settings: best.settings,
				step: best.step,
				ess: best.ess,
				loss: finiteOrNull(best.loss),
				effective: best.effective,
				logZ: finiteOrNull(best.logZ),
			},
			leastLoss: finiteOrNull(state.leastLoss),
			rateFactor: state.rateFactor,
			divergences: state.divergences,
			inRow: state.inRow,
			lastDivergence: state.lastDivergence,
			plateau: { ...plateau, loss: finiteOrNull(plateau.loss) },
			status: state.status,
			curve: state.curve.save(),
		},
		arrays: {
			parameters: adam.parameters.slice(),
			mean: adam.mean.slice(),
			square: adam.square.slice(),
			bases: adam.bases.save(),
			average: state.average.slice(),
			bestParameters: best.adam.parameters.slice(),
			bestMean: best.adam.mean.slice(),
			bestSquare: best.adam.square.slice(),
			bestBases: best.adam.bases.save(),
			bestAverage: best.average.slice(),
		},
	} satisfies Omit<Checkpoint, "sampler">;
}

/**
 * @param bases those that the training has; without them the state is one to draw from, not to train on
 * @throws Error when the checkpoint belongs to a flow with another number of parameters
 */
export function loadState(
	checkpoint: Checkpoint,
	size: number,
	bases = Bases.none(),
): TrainState {
	const scalars = checkpoint.state as ReturnType<typeof saveState>["state"];
	const { best, plateau } = scalars;
	const array = (name: string): Float64Array => {
		const values = checkpoint.arrays[name];
		if (values === undefined || values.length !== size) {
			throw new Error(
				`the checkpoint is of another flow: ${name} has ${values?.length ?? 0} numbers, not ${size}`,
			);
		}
		return Float64Array.from(values);
	};
	const basesOf = (name: string): Bases => {
		const own = bases.copy();
		own.load(Float64Array.from(checkpoint.arrays[name] ?? []));
		return own;
	};
	return {
		step: scalars.step,
		settings: scalars.settings,
		leastLoss: scalars.leastLoss ?? Number.POSITIVE_INFINITY,
		rateFactor: scalars.rateFactor,
		divergences: scalars.divergences,
		inRow: scalars.inRow,
		lastDivergence: scalars.lastDivergence,
		status: scalars.status,
		plateau: { ...plateau, loss: plateau.loss ?? Number.POSITIVE_INFINITY },
		adam: {
			parameters: array("parameters"),
			mean: array("mean"),
			square: array("square"),
			bases: basesOf("bases"),
			updates: scalars.updates,
		},
		average: array("average"),
		best: {
			adam: {
				parameters: array("bestParameters"),
				mean: array("bestMean"),
				square: array("bestSquare"),
				bases: basesOf("bestBases"),
				updates: best.updates,
			},
			average: array("bestAverage"),
			settings: best.settings,
			step: best.step,
			ess: best.ess,
			loss: best.loss ?? Number.POSITIVE_INFINITY,
			effective: best.effective,
			logZ: best.logZ ?? Number.NaN,
		},
		curve: LearningCurve.restore(scalars.curve),
	};
}

/** JSON has no infinity. */
function finiteOrNull(value: number): number | null {
	return Number.isFinite(value) ? value : null;
}

function copyAdam(adam: AdamState): AdamState {
	return {
		parameters: adam.parameters.slice(),
		mean: adam.mean.slice(),
		square: adam.square.slice(),
		bases: adam.bases.copy(),
		updates: adam.updates,
	};
}
