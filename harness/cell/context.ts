/** The `Context` that a cell gives to its sampler. */
import { defined } from "../../core/elements.js";
import type { Random } from "../../core/random.js";
import type { Context } from "../../samplers/sampler.js";
import type { Cell } from "../plan.js";
import type { CellCheckpoint } from "./checkpoints.js";
import type { CellClock } from "./clock.js";
import { type CellHost, Interrupted } from "./host.js";

export function createContext(
	cell: Cell,
	host: CellHost,
	clock: CellClock,
	random: Random,
	saved: CellCheckpoint | undefined,
): Context {
	return {
		random,
		backend: host.backend,
		...defined({ files: host.inputs, folder: cell.sampler.folder }),
		threads: host.threads,
		meter: clock,
		signal: host.signal,
		progress: (fraction, values) => {
			const phase = clock.currentPhase;
			// While drawing, the harness itself counts.
			if (phase !== "draw")
				host.progress({ stage: "prepare", phase, fraction, values });
		},
		offer: async (checkpoint) => {
			await host.breathe();
			if (!host.interrupted() && !host.files.due()) return;
			await clock.drain();
			await clock.unpaid(async () => {
				const sampler = await checkpoint();
				await host.files.save({
					sampler,
					spent: clock.read(),
					fieldFiles: 0,
				});
			});
			if (host.interrupted()) throw new Interrupted();
		},
		...defined({ resume: saved?.sampler }),
	};
}
