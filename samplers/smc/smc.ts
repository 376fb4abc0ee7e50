/**
 * Annealed importance sampling (R. M. Neal, Stat. Comput. 11 (2001) 125, physics/9803008) and sequential
 * Monte Carlo (P. Del Moral, A. Doucet, A. Jasra, J. R. Stat. Soc. B 68 (2006) 411) with HMC moves: the
 * classical rival of flows. Particles start as exact draws of a free field, and pass through a sequence
 * of temperatures to the target. A particle's path has the weight
 *
 *   log w = log Z_0 + sum_j (b_j - b_{j-1}) (S_0 - S)(phi_{j-1}),     E w = Z,     E[w f] = Z <f>.
 *
 * So averages and log Z are exact at any number of temperatures, as for a flow, and both signs of the
 * magnetisation are weighted alike. On a single lattice such draws compete with flows:
 * arXiv:2511.15196.
 *
 * All draws are independent. Without resampling every particle is a draw. With resampling particles of
 * one population have common ancestors; therefore a population gives one draw, a particle chosen by
 * its weight, with the mean weight of the population (C. Andrieu, A. Doucet, R. Holenstein, J. R. Stat.
 * Soc. B 72 (2010) 269), which is unbiased as well.
 */

import type { Action } from "../../actions/action.js";
import type { Ensemble } from "../../core/ensemble.js";
import { columnsOf } from "../chain/history.js";
import { arrayOf, ownCheckpoint } from "../checkpoint.js";
import type { Checkpoint, SamplerDefinition } from "../sampler.js";
import { operationsFact } from "../work.js";
import { ParticleDraws } from "./draws.js";
import { type SmcOptions, smcOptionsSchema } from "./options.js";
import { type Schedule, SmcRun } from "./run.js";
import {
	type PilotRow,
	pilot,
	pilotRemarks,
	tuneSchedule,
} from "./schedule.js";
import { pathSupports } from "./supports.js";
import { pathOperations } from "./work.js";

export const smc: SamplerDefinition<SmcOptions> = {
	name: "smc",
	label: "annealed importance sampling with HMC moves, tuned",
	reference: "arXiv:2511.15196",
	documentation: "classical-samplers.md#weighted-draws",
	options: smcOptionsSchema,
	create: (options) => ({
		supports: (action) => pathSupports("smc", action),
		async prepare(action, budget, context) {
			const { resume, meter, random } = context;
			if (resume !== undefined) ownCheckpoint(resume, "smc");
			await meter.phase("compile");
			const run = new SmcRun(action, options, context);
			try {
				await run.moves.engine.run([]);
				let state: SmcState;
				let schedule: Schedule;
				if (resume === undefined) {
					await meter.phase("tune");
					const rows = await pilot(run, budget, context);
					const tuned = await tuneSchedule(run, rows, budget, context);
					schedule = tuned.schedule;
					const { ess } = tuned;
					state = {
						rows,
						...(ess === undefined ? {} : { ess }),
						next: run.moves.next,
						base: 0,
						resampling: 0,
					};
				} else {
					state = structuredClone(resume.state) as unknown as SmcState;
					schedule = {
						temperatures: Float64Array.from(arrayOf(resume, "temperatures")),
						stepSizes: Float64Array.from(arrayOf(resume, "stepSizes")),
					};
				}
				run.moves.next = state.next;
				const draws = new ParticleDraws(run, schedule, random);
				draws.base.position = state.base;
				draws.resampling.position = state.resampling;
				if (resume !== undefined) {
					draws.pending = {
						fields: arrayOf(resume, "fields"),
						action: Float64Array.from(arrayOf(resume, "action")),
						logWeights: Float64Array.from(arrayOf(resume, "logWeights")),
					};
				}
				return {
					history: [
						{
							phase: "tune",
							columns: columnsOf(state.rows, {
								temperature: (row) => row.temperature,
								stepSize: (row) => row.stepSize,
								acceptance: (row) => row.acceptance,
							}),
						},
					],
					facts: factsOf(action, run, schedule, state),
					remarks: () => pilotRemarks(state.rows),
					async draw(count): Promise<Ensemble> {
						await meter.phase("draw");
						const taken = await draws.take(count, (fraction) =>
							context.progress(fraction, {}),
						);
						return {
							space: action.space,
							count,
							fields: taken.fields,
							action: taken.action,
							structure: { kind: "weighted", logWeights: taken.logWeights },
						};
					},
					async checkpoint(): Promise<Checkpoint> {
						state.next = run.moves.next;
						state.base = draws.base.position;
						state.resampling = draws.resampling.position;
						return {
							sampler: "smc",
							prepared: true,
							state: { ...structuredClone(state) },
							arrays: { ...schedule, ...draws.pending },
						};
					},
					dispose: () => run.dispose(),
				};
			} catch (error) {
				run.dispose();
				throw error;
			}
		},
	}),
};

/** What survives the process, besides the schedule. */
interface SmcState {
	readonly rows: readonly PilotRow[];
	/** Effective fraction of the last pass of tuning. */
	readonly ess?: number;
	/** Number of the next trajectory. */
	next: number;
	/** Positions of the streams. */
	base: number;
	resampling: number;
}

function factsOf(
	action: Action,
	run: SmcRun,
	{ temperatures, stepSizes }: Schedule,
	{ rows, ess }: SmcState,
): Readonly<Record<string, number | string>> {
	const { moves, resampling, population } = run.options;
	const { length, engine } = run.moves;
	let gradients = 0;
	for (const stepSize of stepSizes)
		gradients += 2 * moves * Math.max(1, length / stepSize + 0.5);
	const each = resampling === "none" ? 1 : population;
	return {
		engine: engine.name,
		temperatures: temperatures.length,
		pilotTemperatures: rows.length,
		trajectoryLength: length,
		gradientsPerDraw: each * gradients,
		...operationsFact(
			each * pathOperations(action, temperatures.length, gradients),
		),
		freeMass2: run.path.mass2,
		resampling,
		...(resampling === "none" ? {} : { population }),
		...(ess === undefined ? {} : { tuningEss: ess }),
	};
}
