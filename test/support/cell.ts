/** A cell in the process of a test, with a clock that ticks by itself and checkpoints in memory. */
import type { BenchRecord } from "../../core/record.js";
import { runCell } from "../../harness/cell/cell.js";
import type { CellCheckpoint } from "../../harness/cell/checkpoints.js";
import type { CellHost } from "../../harness/cell/host.js";
import { describeHost } from "../../harness/environment.js";
import type { Cell } from "../../harness/plan.js";
import { type AnySampler, builtin } from "../../suites/catalogue.js";
import type { Backend } from "../../tensor/device.js";
import { openTestBackend } from "./backend.js";
import { gaussian } from "./gaussian-sampler.js";

/** Actions are tried in numbers before any work. */
await openTestBackend();

const facts = await describeHost(["test"]);

export interface Trial {
	readonly checkpoint?: CellCheckpoint;
	/** Interrupt after so many reports of progress. */
	readonly stopAfter?: number;
	/** The Gaussian one, if absent. */
	readonly definition?: AnySampler;
	/** Files that its options name. */
	readonly inputs?: ReadonlyMap<string, string>;
	/** A bare CPU, if absent. */
	readonly backend?: Backend;
	/** The largest memory of the processes; unknown, if absent. */
	readonly peakMemory?: NonNullable<CellHost["peakMemory"]>;
	/** Seconds from one look at the clock to the next; 1 if absent. */
	readonly tick?: () => number;
}

export async function attempt(
	cell: Cell,
	trial: Trial = {},
): Promise<{
	readonly record: BenchRecord;
	readonly checkpoint: CellCheckpoint | undefined;
	/** Of progress. */
	readonly reports: number;
}> {
	const { definition = gaussian, tick = () => 1 } = trial;
	let time = 0;
	let reports = 0;
	let checkpoint = trial.checkpoint;
	const interrupted = (): boolean =>
		reports >= (trial.stopAfter ?? Number.POSITIVE_INFINITY);
	const host: CellHost = {
		sampler: definition.create(
			definition.options.parse(cell.sampler.options) as never,
		),
		catalogue: builtin,
		...(trial.inputs === undefined ? {} : { inputs: trial.inputs }),
		backend: trial.backend ?? {
			name: "cpu",
			device: { kind: "cpu", name: "test", count: 1 },
			reason: "test",
			versions: {},
		},
		// More would take longer to start than cells of tests to run; that they change no bit has tests of its own.
		threads: 1,
		facts,
		now: () => {
			time += tick();
			return time;
		},
		processor: () => 2 * time,
		...(trial.peakMemory === undefined ? {} : { peakMemory: trial.peakMemory }),
		machine: () => undefined,
		interrupted,
		signal: new AbortController().signal,
		breathe: async () => {},
		progress: () => {
			reports++;
		},
		files: {
			load: async () => checkpoint,
			due: () => true,
			save: async (state) => {
				checkpoint = structuredClone({
					...state,
					version: "test",
					key: cell.key,
				});
			},
			fields: async () => {},
			series: async () => {},
			keepTargetSamples: async () => {},
			targetSamples: async () => undefined,
		},
	};
	const record = await runCell(cell, host);
	return { record, checkpoint, reports };
}
