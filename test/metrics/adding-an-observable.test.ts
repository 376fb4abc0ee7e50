// An observable that no file of the program knows is measured, checked, compared and shown like any other.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freeField } from "../../actions/scalar/free-field.js";
import type { Comparison } from "../../core/comparison.js";
import type { Ensemble } from "../../core/ensemble.js";
import { createLattice } from "../../core/lattice.js";
import { writeNpy } from "../../core/npy.js";
import { createRandom } from "../../core/random.js";
import { type BenchRecord, recordSchema } from "../../core/record.js";
import { evaluateCell } from "../../harness/cell/evaluate.js";
import { compareCells } from "../../harness/comparison.js";
import { seriesFiles } from "../../harness/store/series-files.js";
import { Measurements } from "../../metrics/cell/measurements.js";
import type { Observable } from "../../metrics/observable.js";
import { scalarObservable } from "../../metrics/observables/scalar/real-scalar.js";
import { measurableNames, observablesFor } from "../../metrics/registry.js";
import { recordsCsv } from "../../reports/csv.js";
import { renderHtml } from "../../reports/html.js";
import { renderTables } from "../../reports/tables.js";
import { builtin } from "../../suites/catalogue.js";
import { suiteSchema } from "../../suites/schema.js";
import {
	independentChains,
	weightedEnsemble,
} from "../core/statistics/support.js";

const m2 = 0.5;
const action = freeField.create(createLattice([4, 4]), { m2 });

/** Of a Gaussian field the mean is 15 <phi^2>^3. */
const phi6: Observable = scalarObservable({
	name: "phi6",
	symbol: "⟨φ⁶⟩<b>",
	label: "(1/V) Σ_x φ_x⁶",
	joint: "slow",
	law: true,
	trace: true,
	replicas: true,
	measure(fields, { size }) {
		const values = new Float64Array(fields.length / size);
		fields.forEach((value, i) => {
			values[Math.floor(i / size)] += value ** 6 / size;
		});
		return values;
	},
	exactMean: ({ exact }) =>
		exact?.phi2 === undefined ? undefined : 15 * exact.phi2 ** 3,
});

const target = {
	label: "free",
	action: "free-field",
	shape: [4, 4],
	parameters: { m2 },
	references: {},
};

const folder = mkdtempSync(join(tmpdir(), "latticebench-observable-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function cell(sampler: string, key: string, ensemble: Ensemble) {
	const measurements = new Measurements(action, observablesFor(action, [phi6]));
	measurements.add(ensemble);
	mkdirSync(join(folder, "cells", key), { recursive: true });
	for (const { name, data, shape } of seriesFiles(measurements.series()))
		await writeNpy(join(folder, "cells", key, name), data, shape);
	const { label, shape, parameters } = target;
	return recordSchema.parse({
		schema: 1,
		key,
		suite: "an observable of one's own",
		status: "completed",
		action: { name: action.name, label, shape, parameters },
		sampler: { name: sampler, label: sampler, options: {} },
		seed: 1,
		draws: ensemble.count,
		...evaluateCell({ target }, measurements, createRandom(key), {}),
	});
}

let records: BenchRecord[];
let comparison: Comparison;
beforeAll(async () => {
	records = [
		await cell(
			"chains",
			"0123456789abcdef",
			independentChains(action, m2, 8000, 4, "own"),
		),
		await cell(
			"flow",
			"fedcba9876543210",
			weightedEnsemble(action, m2, 8000, "own"),
		),
	];
	comparison = await compareCells([{ folder, records }]);
}, 60_000);

describe("an observable that was added by one file", () => {
	test("stands in the record, with its symbol, history and checks", () => {
		const [{ estimators, quantities, diagnostics, checks }] = records;
		expect(estimators?.chain?.observables.phi6.status).toBe("ok");
		expect(quantities?.phi6).toEqual({
			symbol: phi6.symbol,
			label: phi6.label,
			joint: "slow",
			law: true,
		});
		expect(diagnostics?.traces?.series.phi6).toHaveLength(4);
		expect(checks?.["exact phi6 (chain)"].verdict).toBe("pass");
		expect(checks?.["replicas phi6 (chain)"].verdict).toBe("pass");
	});

	test("takes part in the joint test and in the tests of laws, at its place", () => {
		const [{ pairs }] = comparison.targets;
		const { checks } = pairs[0];
		expect(checks["law of phi6"].p).toBeGreaterThan(1e-3);
		expect(checks.joint.claim).toContain(
			"magnetization4, phi6, magnetization together",
		);
		expect(checks.joint.p).toBeGreaterThan(1e-3);
	});

	test("is shown by its symbol, escaped, in every report", async () => {
		const html = await renderHtml(records, { comparison });
		expect(html).toContain("⟨φ⁶⟩&#60;b&#62;");
		expect(html).not.toContain("⟨φ⁶⟩<b>");
		expect(renderTables(records, "markdown")).toContain("⟨φ⁶⟩");
		expect(recordsCsv(records)).toContain("phi6");
	}, 60_000);

	test("may have references in a suite", () => {
		const names = measurableNames([phi6]);
		expect(names).toContain("phi6");
		const schema = suiteSchema({ ...builtin, observables: new Set(names) });
		const reference = { value: 1, error: 0.1, source: "a test" };
		const suite = (observable: string) => ({
			targets: [{ ...target, references: { [observable]: reference } }],
			samplers: ["hmc"],
		});
		expect(schema.safeParse(suite("phi6")).success).toBe(true);
		expect(schema.safeParse(suite("phi7")).success).toBe(false);
	});
});

test("older records, which say nothing of quantities, are shown by name and compared as before", async () => {
	const old = records.map(({ quantities: _, ...record }) => record);
	const html = await renderHtml(old, { comparison });
	expect(html).not.toContain("⟨φ⁶⟩");
	expect(html).toContain("phi6");
	const [{ pairs }] = (await compareCells([{ folder, records: old }])).targets;
	expect(pairs[0].checks.joint.claim).toContain(
		"magnetization4, magnetization together",
	);
	expect(pairs[0].checks["law of phi2"].verdict).not.toBe("fail");
}, 60_000);

test("names that would hide something else are refused", () => {
	const named = (name: string) => () =>
		observablesFor(action, [{ ...phi6, name }]);
	for (const name of ["phi2", "binder", "logZ", "SD1"])
		expect(named(name)).toThrow(`there are two observables called ${name}`);
	expect(named("correlator:0")).toThrow(/expected letters and digits/);
});
