/** The state of a chain method that survives the process, besides the fields. */
import { ownCheckpoint } from "../checkpoint.js";
import type { Checkpoint } from "../sampler.js";
import type { ChainRun } from "./run.js";
import type { FollowedSeries } from "./totals.js";

export interface ChainState {
	stage: "tune" | "thermalise" | "ready";
	/** Number of the next update. */
	next: number;
	/** Number of updates discarded, and how that was decided. */
	thermalised: number;
	verdict: string;
	tau: number | null;
	thermaliseRows: ThermaliseRow[];
}

export interface ThermaliseRow {
	readonly update: number;
	readonly seconds: number;
	readonly actionDensity: number;
	/**
	 * For one real number per site: the mean of M/V over the chains that started in the upper well,
	 * and in the lower well.
	 */
	readonly wells?: readonly [upper: number, lower: number];
	readonly acceptance: number;
}

export function freshChainState(): ChainState {
	return {
		stage: "tune",
		next: 0,
		thermalised: 0,
		verdict: "",
		tau: null,
		thermaliseRows: [],
	};
}

const totalName = (k: number) => `total-${k}`;

/** A checkpoint of `sampler`. `series` is kept during thermalisation. */
export async function writeState(
	sampler: string,
	run: ChainRun,
	state: ChainState,
	series?: FollowedSeries,
): Promise<Checkpoint> {
	return {
		sampler,
		prepared: state.stage === "ready",
		state: { ...structuredClone(state) },
		arrays: {
			fields: await run.engine.fields(),
			...(series === undefined
				? {}
				: {
						action: series.action,
						...Object.fromEntries(
							series.totals.map((values, k) => [totalName(k), values]),
						),
					}),
		},
	};
}

/**
 * Reads the state that `writeState` wrote.
 * @throws Error if it belongs to another sampler
 */
export function readState<S extends ChainState>(
	checkpoint: Checkpoint,
	sampler: string,
): S {
	ownCheckpoint(checkpoint, sampler);
	return structuredClone(checkpoint.state) as unknown as S;
}

/** The series of a checkpoint written during thermalisation. Empty without one. */
export function readSeries(
	run: ChainRun,
	checkpoint: Checkpoint | undefined,
): FollowedSeries {
	const array = (name: string) =>
		Float64Array.from(checkpoint?.arrays[name] ?? []);
	return {
		totals: run.totals.map((_, k) => array(totalName(k))),
		action: array("action"),
	};
}
