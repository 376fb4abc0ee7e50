/** Hamiltonian Monte Carlo after tuning and thermalisation: draws, checkpoints, facts for the record. */
import type { Ensemble } from "../../core/ensemble.js";
import type { Checkpoint, Context, Prepared } from "../sampler.js";
import type { Batch } from "./engine.js";
import { type HmcState, historyOf } from "./prepare.js";
import type { HmcRun } from "./run.js";
import type { FollowedSeries } from "./totals.js";

export async function writeCheckpoint(
	run: HmcRun,
	state: HmcState,
	series?: FollowedSeries,
): Promise<Checkpoint> {
	state.next = run.next;
	state.length = run.length;
	state.stepSize = run.stepSize;
	return {
		sampler: "hmc",
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

const totalName = (k: number) => `total-${k}`;

/** The series of a checkpoint written during thermalisation. Empty without one. */
export function readSeries(
	run: HmcRun,
	checkpoint: Checkpoint | undefined,
): FollowedSeries {
	const array = (name: string) =>
		Float64Array.from(checkpoint?.arrays[name] ?? []);
	return {
		totals: run.totals.map((_, k) => array(totalName(k))),
		action: array("action"),
	};
}

export function createPrepared(
	run: HmcRun,
	state: HmcState,
	context: Context,
): Prepared {
	return {
		history: historyOf(state),
		facts: factsOf(run, state),
		draw: (count) => draw(run, count, context),
		checkpoint: () => writeCheckpoint(run, state),
		dispose: () => run.engine.dispose(),
	};
}

function factsOf(
	run: HmcRun,
	state: HmcState,
): Record<string, number | string> {
	const { options } = run;
	const steps =
		options.steps === "auto"
			? Math.max(1, Math.ceil(run.length / run.stepSize - 1e-9))
			: options.steps;
	return {
		engine: run.engine.name,
		chains: run.engine.chains,
		trajectoryLength:
			options.steps === "auto" ? run.length : steps * run.stepSize,
		stepSize: run.stepSize,
		stepsAtMeanLength: steps,
		gradientsPerTrajectory: run.meanGradients,
		thermalisation: state.verdict,
		thermalisationTrajectories: state.thermalised,
		...(state.tau === null ? {} : { thermalisationTau: state.tau }),
	};
}

/** `count` configurations, the same number from each chain. The chains follow one another. */
async function draw(
	run: HmcRun,
	count: number,
	context: Context,
): Promise<Ensemble> {
	await context.meter.phase("draw");
	const { engine, options } = run;
	const { space } = run.action;
	const { chains } = engine;
	const perChain = Math.ceil(count / chains);
	const every = options.storeEvery;
	const round = Math.max(1, Math.floor(run.round / every));
	const length = chains * perChain;
	const fields = engine.allocate(length * space.size);
	const action = new Float64Array(length);
	const energyChange = new Float64Array(length);
	const accepted = new Uint8Array(length);
	for (let done = 0; done < perChain; ) {
		const stored = Math.min(round, perChain - done);
		const batch: Batch = await run.advance(stored * every, {
			every,
			fields,
			perChain,
			offset: done,
		});
		for (let chain = 0; chain < chains; chain++) {
			const to = chain * perChain + done;
			for (let i = 0; i < stored; i++) {
				const from = (chain * stored + i + 1) * every - 1;
				action[to + i] = batch.action[from];
				energyChange[to + i] = batch.energyChange[from];
				accepted[to + i] = batch.accepted[from];
			}
		}
		done += stored;
		context.progress(done / perChain, {});
	}
	return {
		space,
		count: length,
		fields,
		action,
		structure: { kind: "chains", chains, accepted, energyChange },
	};
}
