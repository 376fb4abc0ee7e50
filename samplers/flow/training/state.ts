/** Everything a training step changes, and its way into a checkpoint and back, bit for bit. */
import type { Checkpoint } from "../../sampler.js";
import type { FlowSettings } from "../flow.js";
import { type AdamState, adamState } from "./adam.js";
import { type CurveState, LearningCurve } from "./history.js";

/** What a divergence falls back on. */
export interface Snapshot {
	readonly adam: AdamState;
	readonly average: Float64Array;
	readonly settings: FlowSettings;
}

export interface TrainState extends Snapshot {
	step: number;
	settings: FlowSettings;
	/** State at the last look where all was well. */
	good: Snapshot;
	/** Smallest mean loss between two looks. */
	bestLoss: number;
	/** Falls with every divergence. */
	rateFactor: number;
	divergences: number;
	/** Best held-out effective sample size, its weights, and the looks since. */
	bestEss: number;
	best: Float64Array;
	bestSettings: FlowSettings;
	stale: number;
	status: "training" | "complete" | "stopped early" | "diverged";
	heldOutEss: number;
	curve: LearningCurve;
}

export function startState(
	parameters: Float32Array,
	settings: FlowSettings,
): TrainState {
	const adam = adamState(parameters);
	return {
		adam,
		average: new Float64Array(parameters.length),
		settings,
		step: 0,
		good: { adam: adamState(parameters), average: adam.mean.slice(), settings },
		bestLoss: Number.POSITIVE_INFINITY,
		rateFactor: 1,
		divergences: 0,
		bestEss: 0,
		best: adam.parameters.slice(),
		bestSettings: settings,
		stale: 0,
		status: "training",
		heldOutEss: 0,
		curve: new LearningCurve(),
	};
}

export function snapshot(state: TrainState): Snapshot {
	const { adam, average, settings } = state;
	return { adam: copyAdam(adam), average: average.slice(), settings };
}

/** Goes back to the last good state; the step goes on, so that other numbers follow. */
export function restoreGood(state: TrainState): void {
	const { good } = state;
	state.adam.parameters.set(good.adam.parameters);
	state.adam.mean.set(good.adam.mean);
	state.adam.square.set(good.adam.square);
	state.adam.updates = good.adam.updates;
	state.average.set(good.average);
	state.settings = good.settings;
}

/** Weights to draw from: the last ones, or their average with the start's zeros divided out. */
export function drawnParameters(
	state: Snapshot,
	decay: number,
): Float64Array<ArrayBufferLike> {
	const { adam, average } = state;
	if (decay === 0 || adam.updates === 0) return adam.parameters;
	const weight = 1 - decay ** adam.updates;
	return average.map((value) => value / weight);
}

type Arrays = Checkpoint["arrays"];

export function saveState(state: TrainState): Omit<Checkpoint, "sampler"> {
	const { adam, good } = state;
	return {
		prepared: state.status !== "training",
		state: {
			step: state.step,
			updates: adam.updates,
			goodUpdates: good.adam.updates,
			settings: state.settings,
			goodSettings: good.settings,
			bestSettings: state.bestSettings,
			// JSON has no infinity.
			bestLoss: Number.isFinite(state.bestLoss) ? state.bestLoss : null,
			rateFactor: state.rateFactor,
			divergences: state.divergences,
			bestEss: state.bestEss,
			stale: state.stale,
			status: state.status,
			heldOutEss: state.heldOutEss,
			curve: state.curve.save(),
		},
		arrays: {
			parameters: adam.parameters.slice(),
			mean: adam.mean.slice(),
			square: adam.square.slice(),
			average: state.average.slice(),
			goodParameters: good.adam.parameters.slice(),
			goodMean: good.adam.mean.slice(),
			goodSquare: good.adam.square.slice(),
			goodAverage: good.average.slice(),
			best: state.best.slice(),
		},
	};
}

/** @throws Error when the checkpoint belongs to a flow with another number of parameters. */
export function loadState(checkpoint: Checkpoint, size: number): TrainState {
	const scalars = checkpoint.state as unknown as SavedScalars;
	const array = (name: string): Float64Array => {
		const values = (checkpoint.arrays as Arrays)[name];
		if (values === undefined || values.length !== size) {
			throw new Error(
				`the checkpoint is of another flow: ${name} has ${values?.length ?? 0} numbers, not ${size}`,
			);
		}
		return Float64Array.from(values);
	};
	return {
		...scalars,
		bestLoss: scalars.bestLoss ?? Number.POSITIVE_INFINITY,
		adam: {
			parameters: array("parameters"),
			mean: array("mean"),
			square: array("square"),
			updates: scalars.updates,
		},
		average: array("average"),
		good: {
			adam: {
				parameters: array("goodParameters"),
				mean: array("goodMean"),
				square: array("goodSquare"),
				updates: scalars.goodUpdates,
			},
			average: array("goodAverage"),
			settings: scalars.goodSettings,
		},
		best: array("best"),
		curve: LearningCurve.restore(scalars.curve),
	};
}

/** The JSON part of a checkpoint, as `saveState` writes it. */
interface SavedScalars {
	readonly step: number;
	readonly updates: number;
	readonly goodUpdates: number;
	readonly settings: FlowSettings;
	readonly goodSettings: FlowSettings;
	readonly bestSettings: FlowSettings;
	readonly bestLoss: number | null;
	readonly rateFactor: number;
	readonly divergences: number;
	readonly bestEss: number;
	readonly stale: number;
	readonly status: TrainState["status"];
	readonly heldOutEss: number;
	readonly curve: CurveState;
}

function copyAdam(adam: AdamState): AdamState {
	return {
		parameters: adam.parameters.slice(),
		mean: adam.mean.slice(),
		square: adam.square.slice(),
		updates: adam.updates,
	};
}
