/**
 * A run that an earlier version made is read for ever: test/fixtures/schemas holds one of every form that
 * records have had. `1-first` is of the first form of schema 1, before quantities told their symbols.
 */
import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { currentSchema } from "../../harness/store/migrate.js";
import { readRecords } from "../../harness/store/read-records.js";
import { run, scratch } from "../support/command.js";

const frozen = fileURLToPath(
	new URL("../../../test/fixtures/schemas", import.meta.url),
);
const forms = readdirSync(frozen);

test("every schema up to the present one is there", () => {
	for (let schema = 1; schema <= currentSchema; schema++)
		expect(forms).toContain(String(schema));
});

describe.each(forms)("records of form %s", (form) => {
	let folder: string;
	beforeAll(() => {
		folder = join(scratch(), "run");
		cpSync(join(frozen, form), folder, { recursive: true });
	});
	const succeeds = async (...given: readonly string[]): Promise<string> => {
		const { status, stdout, stderr } = await run(given);
		expect(stderr + stdout).not.toMatch(/not a record|mend|newer/);
		expect(status).toBe(0);
		return stdout;
	};

	test("are read with everything that the present form tells", () => {
		const records = readRecords(folder);
		expect(records).toHaveLength(2);
		for (const { schema, status, quantities, estimators } of records) {
			expect(schema).toBe(currentSchema);
			expect(status).toBe("completed");
			expect(quantities?.twoPointK1?.symbol).toBe("G(k₁)");
			expect(quantities?.magnetization2).toMatchObject({ joint: "slow" });
			expect(quantities?.magnetization).toMatchObject({ sector: "sign" });
			expect(quantities?.actionDensity).toMatchObject({ histogram: true });
			if (quantities?.logZ)
				expect(quantities.logZ).toMatchObject({ margin: 0.02 });
			for (const row of Object.values(estimators ?? {}))
				for (const name of Object.keys(row.observables))
					expect(quantities).toHaveProperty(name);
		}
	});

	test("give a report, tables, a status, and a comparison", async () => {
		await succeeds("report", folder);
		expect(readFileSync(join(folder, "report.html"), "utf8")).toContain(
			"G(k₁)",
		);
		expect(await succeeds("tables", folder)).toContain("G(k₁)");
		expect(await succeeds("status", folder)).toContain("2 of 2 cells done");
		await succeeds("compare", folder, folder);
	});

	test("are collected into a run of the present form", async () => {
		const joined = join(scratch(), "joined");
		await succeeds("collect", folder, "--into", joined);
		const before = readRecords(folder);
		expect(readRecords(joined)).toEqual(before);
		for (const { key } of before)
			expect(existsSync(join(joined, "cells", key))).toBe(true);
	});
});
