/** A stochastic flow after training. Its checkpoints hold the schedule too. */
import { columnsOf } from "../chain/history.js";
import { arrayOf } from "../checkpoint.js";
import type { FlowShape } from "../flow/flow.js";
import { PreparedFlow } from "../flow/prepared.js";
import type { Checkpoint } from "../sampler.js";
import type { Schedule } from "../smc/run.js";
import { type PilotRow, pilotRemarks } from "../smc/schedule.js";
import type { StochasticChosen } from "./options.js";

/** The schedule of the stages, and the pilot run that placed them. */
export interface Tuned {
	readonly schedule: Schedule;
	readonly rows: readonly PilotRow[];
}

export class PreparedProcess extends PreparedFlow<StochasticChosen, FlowShape> {
	readonly #tuned: Tuned;

	constructor(
		tuned: Tuned,
		...rest: ConstructorParameters<
			typeof PreparedFlow<StochasticChosen, FlowShape>
		>
	) {
		super(...rest);
		this.#tuned = tuned;
	}

	override get history() {
		const tune = {
			phase: "tune",
			columns: columnsOf(this.#tuned.rows, {
				temperature: (row) => row.temperature,
				stepSize: (row) => row.stepSize,
				acceptance: (row) => row.acceptance,
			}),
		} as const;
		return [tune, ...super.history];
	}

	remarks(): readonly string[] {
		return pilotRemarks(this.#tuned.rows);
	}

	override async checkpoint(): Promise<Checkpoint> {
		const plain = await super.checkpoint();
		const { schedule, rows } = this.#tuned;
		return {
			...plain,
			state: { ...plain.state, rows },
			arrays: { ...plain.arrays, ...schedule },
		};
	}
}

export function tunedOf(checkpoint: Checkpoint): Tuned {
	return {
		schedule: {
			temperatures: Float64Array.from(arrayOf(checkpoint, "temperatures")),
			stepSizes: Float64Array.from(arrayOf(checkpoint, "stepSizes")),
		},
		rows: checkpoint.state.rows as readonly PilotRow[],
	};
}
