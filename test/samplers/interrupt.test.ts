/**
 * Every registered sampler may be told to stop at any moment, as a scheduler does with SIGTERM. Its cell
 * goes on in another process and gives the same bits as one that was left alone. Those that work on files
 * or programs of others have the same test in their own folders.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { BenchRecord } from "../../core/record.js";
import { type Cell, planCells } from "../../harness/plan.js";
import * as registry from "../../samplers/registry.js";
import type { AnySampler } from "../../suites/catalogue.js";
import { loadSuite } from "../../suites/load.js";
import { openTestBackend } from "../support/backend.js";
import { attempt } from "../support/cell.js";
import { scratch } from "../support/command.js";
import { targetsOf } from "./contract-targets.js";

const backend = await openTestBackend();

const definitions = (
	Object.values(registry) as unknown as readonly AnySampler[]
).filter(({ input }) => input === undefined);

/** A short cell on the first target that the sampler supports. */
async function cellOf({ name, options, create }: AnySampler): Promise<Cell> {
	const [{ action }] = targetsOf(create(options.parse({}) as never));
	const { shape } = action.space.lattice;
	const { parameters } = action;
	const target = { action: action.name, label: action.name, shape, parameters };
	// Its search for a length is that of hmc, which has it here.
	const sampler =
		name === "mclmc" ? { sampler: name, options: { trajectory: 1 } } : name;
	const path = join(scratch(), "suite.yaml");
	const suite = { draws: 128, budget: { steps: 20 }, seeds: [1] };
	writeFileSync(
		path,
		JSON.stringify({ ...suite, targets: [target], samplers: [sampler] }),
	);
	const [cell] = planCells((await loadSuite(path)).suite);
	return { ...cell, measure: { ...cell.measure, seconds: 0 } };
}

/** What must not depend on the clock, or on where a cell was cut. */
function numbers({ estimators, checks }: BenchRecord): unknown {
	return { estimators, checks };
}

describe.each(
	definitions.map((definition) => [definition.name, definition] as const),
)("%s", (_, definition) => {
	test("stopped halfway, goes on to the same bits", async () => {
		const cell = await cellOf(definition);
		const whole = await attempt(cell, { definition, backend });
		expect(whole.record.reason).toBeUndefined();
		expect(whole.record.status).toBe("completed");
		const stopAfter = Math.floor(whole.reports / 2);
		const first = await attempt(cell, { definition, backend, stopAfter });
		expect(first.record.status).toBe("interrupted");
		// Without a checkpoint it starts again, which costs time and changes nothing.
		const { checkpoint } = first;
		const second = await attempt(cell, {
			definition,
			backend,
			...(checkpoint === undefined ? {} : { checkpoint }),
		});
		expect(numbers(second.record)).toEqual(numbers(whole.record));
	});

	test("told to stop during its preparation, keeps what it prepared", async () => {
		const cell = await cellOf(definition);
		const { record, checkpoint } = await attempt(cell, {
			definition,
			backend,
			stopAfter: 0,
		});
		expect(record.status).toBe("interrupted");
		expect(checkpoint).toBeDefined();
	});
});
