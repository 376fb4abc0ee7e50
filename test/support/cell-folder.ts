/** A cell in the process of a test, by the real clock, with files as a cell of its own process has them. */
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import type { BenchRecord } from "../../core/record.js";
import { runCell } from "../../harness/cell/cell.js";
import { cellFiles } from "../../harness/cell/files.js";
import { preparationOf } from "../../harness/cell/preparations.js";
import { describeHost } from "../../harness/environment.js";
import type { Cell } from "../../harness/plan.js";
import { type AnySampler, builtin } from "../../suites/catalogue.js";
import type { Backend } from "../../tensor/device.js";
import { openTestBackend } from "./backend.js";

const facts = await describeHost(["test"]);
await openTestBackend();

export const backend: Backend = {
	name: "cpu",
	device: { kind: "cpu", name: "test", count: 1 },
	reason: "test",
	versions: {},
};

/** @param folder of the run */
export function runIn(
	folder: string,
	cell: Cell,
	definition: AnySampler,
): Promise<BenchRecord> {
	const own = join(folder, "cells", cell.key);
	mkdirSync(own, { recursive: true });
	const options = definition.options.parse(cell.sampler.options) as never;
	const served = definition.serves?.(options);
	return runCell(cell, {
		sampler: definition.create(options),
		catalogue: builtin,
		backend,
		threads: 1,
		facts,
		now: () => performance.now() / 1000,
		processor: () => performance.now() / 1000,
		machine: () => undefined,
		interrupted: () => false,
		signal: new AbortController().signal,
		breathe: async () => {},
		progress: () => {},
		files: cellFiles(cell, own, undefined, "test"),
		...(served === undefined
			? {}
			: {
					preparation: preparationOf(
						cell,
						served,
						backend,
						1,
						dirname(own),
						"test",
					),
				}),
	});
}
