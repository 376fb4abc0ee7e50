/**
 * The program of a cell's process. It receives one cell, runs it, sends the record and ends.
 * Everything that it prints goes to the log of the cell.
 */

import { dirname } from "node:path";
import { performance } from "node:perf_hooks";
import { setImmediate as macrotask } from "node:timers/promises";
import { element } from "../../core/elements.js";
import { firstIssue, messageOf } from "../../core/errors.js";
import { type BenchRecord, recordSchema } from "../../core/record.js";
import { samplerOf } from "../../suites/catalogue.js";
import { pathsOf } from "../../suites/input-files.js";
import { catalogueOf } from "../../suites/modules.js";
import { openBackend } from "../../tensor/backend.js";
import { openMeter } from "../../tensor/meter.js";
import { measureRates } from "../../tensor/speed.js";
import type {
	CellSettings,
	FromCell,
	ProgressReport,
	ToCell,
} from "../executor.js";
import { type Cell, questionOf } from "../plan.js";
import { runCell } from "./cell.js";
import { cellFiles } from "./files.js";
import type { CellHost } from "./host.js";
import { peakMemory } from "./peak-memory.js";
import { preparationOf } from "./preparations.js";
import { processorSeconds } from "./processor-time.js";
import { readMachine } from "./read-machine.js";
import type { TargetSource } from "./target-samples.js";
import { startWatchdog } from "./watchdog.js";

/** Milliseconds between reports of progress. */
const progressInterval = 100;
/** Milliseconds between opportunities for messages to arrive. */
const breathInterval = 20;
/** Milliseconds in which a sampler may offer a checkpoint before it is told to stop. */
const patience = 3000;

// The log may lie on a disk that is full. The cell goes on without it.
for (const stream of [process.stdout, process.stderr])
	stream.on("error", () => {});
startWatchdog();
process.once("disconnect", () => process.exit(1));

const now = () => performance.now() / 1000;
const interrupt = new AbortController();
let interrupted = false;

/** Called when it is this cell's turn, or when it need not wait any longer. */
let goOn = (): void => {};

async function turn(): Promise<() => void> {
	await new Promise<void>((resolve) => {
		goOn = resolve;
		send({ kind: "turn", wanted: true });
	});
	return () => send({ kind: "turn", wanted: false });
}

function stop(): void {
	interrupted = true;
	goOn();
	setTimeout(() => interrupt.abort(), patience).unref();
}

// A scheduler that takes the machine away tells every process of a job.
process.on("SIGTERM", stop);

process.on("message", (message: ToCell) => {
	if (message.kind === "interrupt") return stop();
	if (message.kind === "turn") return goOn();
	const { cell, settings, folder, target } = message;
	perform(cell, settings, folder, target)
		.catch((error: unknown): BenchRecord => {
			console.error(error);
			return {
				...questionOf(cell),
				status: "failed",
				reason: messageOf(error),
			};
		})
		.then((record) => {
			send({ kind: "record", record }, () => process.exit(0));
		});
});

function send(message: FromCell, done?: () => void): void {
	process.send?.(message, undefined, undefined, done);
}

async function perform(
	cell: Cell,
	settings: CellSettings,
	folder: string,
	target: TargetSource | undefined,
): Promise<BenchRecord> {
	console.log(`${new Date().toISOString()} process ${process.pid} begins`);
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
		...(meter === undefined ? {} : { meter }),
		...(rates === undefined ? {} : { rates }),
		inputs: pathsOf(cell.sampler.files ?? []),
		threads: settings.threads,
		facts: settings.facts,
		now,
		processor: processorSeconds,
		peakMemory,
		machine: readMachine,
		signal: interrupt.signal,
		interrupted: () => interrupted,
		breathe: throttledBreath(),
		progress: throttledProgress(),
		...(settings.turns === undefined ? {} : { turn }),
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

function throttledProgress(): (report: ProgressReport) => void {
	let last = Number.NEGATIVE_INFINITY;
	let stage: string | undefined;
	return (report) => {
		const time = performance.now();
		const entered = `${report.stage} ${report.phase}`;
		if (time - last < progressInterval && entered === stage) return;
		last = time;
		stage = entered;
		send({ kind: "progress", report });
	};
}
