/**
 * One cell, from its question to its record, in the calling process. The program of a cell's process and the
 * executor `inline` share it.
 */
import { dirname } from "node:path";
import { performance } from "node:perf_hooks";
import { setImmediate as macrotask } from "node:timers/promises";
import { defined, element } from "../../core/elements.js";
import { firstIssue, messageOf } from "../../core/errors.js";
import { type BenchRecord, recordSchema } from "../../core/record.js";
import { samplerOf } from "../../suites/catalogue.js";
import { pathsOf } from "../../suites/input-files.js";
import { catalogueOf } from "../../suites/modules.js";
import { openBackend } from "../../tensor/backend.js";
import { openMeter } from "../../tensor/meter.js";
import { measureRates } from "../../tensor/speed.js";
import type { CellSettings, ProgressReport } from "../executor.js";
import { type Cell, questionOf } from "../plan.js";
import { runCell } from "./cell.js";
import { cellFiles } from "./files.js";
import type { CellHost } from "./host.js";
import { peakMemory } from "./peak-memory.js";
import { preparationOf } from "./preparations.js";
import { processorSeconds } from "./processor-time.js";
import { readMachine } from "./read-machine.js";
import type { TargetSource } from "./target-samples.js";

/** Milliseconds between reports of progress. */
const progressInterval = 100;
/** Milliseconds between opportunities for messages to arrive. */
const breathInterval = 20;

/** Where a cell belongs, and who hears of it. */
export interface CellPlace
	extends Pick<CellHost, "interrupted" | "signal" | "progress" | "turn"> {
	readonly settings: CellSettings;
	/** Of the cell. */
	readonly folder: string;
	readonly target: TargetSource | undefined;
}

/** Runs a cell here. It does not throw: what goes wrong is a record that failed. */
export function performCell(
	cell: Cell,
	place: CellPlace,
): Promise<BenchRecord> {
	return attempt(cell, place).catch((error: unknown): BenchRecord => {
		console.error(error);
		return { ...questionOf(cell), status: "failed", reason: messageOf(error) };
	});
}

async function attempt(cell: Cell, place: CellPlace): Promise<BenchRecord> {
	const { settings, folder, target, interrupted, signal, turn } = place;
	const backend = await openBackend(settings.backend);
	const catalogue = await catalogueOf(cell);
	const definition = samplerOf(catalogue, cell.sampler);
	const rates =
		backend.device.kind === "gpu" ? await measureRates(backend) : undefined;
	const meter = openMeter(backend);
	const version = element(settings.facts.versions, "latticebench");
	const served = definition.serves?.(cell.sampler.options as never);
	const host: CellHost = {
		// The suite's schema has checked the options against this definition.
		sampler: definition.create(cell.sampler.options as never),
		catalogue,
		backend,
		...defined({ meter, rates }),
		inputs: pathsOf(cell.sampler.files ?? []),
		threads: settings.threads,
		facts: settings.facts,
		now: () => performance.now() / 1000,
		processor: processorSeconds,
		peakMemory,
		machine: readMachine,
		signal,
		interrupted,
		breathe: throttledBreath(),
		progress: throttledProgress(place.progress),
		...defined({ turn }),
		files: cellFiles(cell, folder, target, version),
		...(served === undefined
			? {}
			: {
					preparation: preparationOf(
						cell,
						served,
						backend,
						settings.threads,
						dirname(folder),
						version,
					),
				}),
	};
	const record = await runCell(cell, host);
	meter?.close();
	const checked = recordSchema.safeParse(record);
	if (checked.success) return record;
	return {
		...questionOf(cell),
		status: "failed",
		reason: `the result is not a valid record: ${firstIssue(checked.error)}`,
	};
}

function throttledBreath(): () => Promise<void> {
	let last = performance.now();
	return async () => {
		if (performance.now() - last < breathInterval) return;
		await macrotask();
		last = performance.now();
	};
}

function throttledProgress(
	tell: (report: ProgressReport) => void,
): (report: ProgressReport) => void {
	let last = Number.NEGATIVE_INFINITY;
	let stage: string | undefined;
	return (report) => {
		const time = performance.now();
		const entered = `${report.stage} ${report.phase}`;
		if (time - last < progressInterval && entered === stage) return;
		last = time;
		stage = entered;
		tell(report);
	};
}
