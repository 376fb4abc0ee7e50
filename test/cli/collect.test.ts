/** Runs that are followed, collected and joined as users do. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { planJoin } from "../../cli/files/join-runs.js";
import { liveRunOf } from "../../cli/live-run.js";
import type { BenchRecord } from "../../core/record.js";
import { snapshotOf } from "../../harness/follow/snapshot.js";
import { livePage } from "../../reports/live/page.js";
import {
	gaussianSuite,
	recordsOf,
	run,
	runApart,
	scratch,
} from "../support/command.js";

const folder = scratch();
const at = (name: string) => join(folder, name);

function write(name: string, records: readonly BenchRecord[]): void {
	const text = records.map((record) => `${JSON.stringify(record)}\n`).join("");
	writeFileSync(join(at(name), "records.jsonl"), text);
}

beforeAll(async () => {
	const suite = gaussianSuite(folder, {}, { title: "joined", seeds: [1, 2] });
	await Promise.all(
		[1, 2].map((seed) =>
			runApart([
				"run",
				suite,
				"--set",
				`seeds=[${seed}]`,
				"--out",
				at(`s${seed}`),
			]),
		),
	);
});

test("a run whose cells have left their records is whole after collect", async () => {
	const [record] = recordsOf(at("s1"));
	const cell = join(at("left"), "cells", record.key);
	mkdirSync(cell, { recursive: true });
	writeFileSync(join(cell, "record.json"), JSON.stringify(record));
	writeFileSync(
		join(at("left"), "plan.json"),
		readFileSync(join(at("s1"), "plan.json")),
	);
	// Readers see it before anybody has collected it.
	expect(liveRunOf(at("left")).cells[0].state).toBe("completed");
	const collected = await run(["collect", at("left")]);
	expect(collected.status).toBe(0);
	expect(recordsOf(at("left"))).toEqual([record]);
	expect(existsSync(join(cell, "record.json"))).toBe(false);
});

test("a half-finished run says what is missing", async () => {
	const [plan, other] = ["s1", "s2"].map((name) =>
		JSON.parse(readFileSync(join(at(name), "plan.json"), "utf8")),
	);
	mkdirSync(at("half"), { recursive: true });
	write("half", recordsOf(at("s1")));
	plan.cells.push(...other.cells);
	writeFileSync(join(at("half"), "plan.json"), JSON.stringify(plan));
	const status = await run(["status", at("half")]);
	expect(status.status).toBe(3);
	expect(status.stdout).toContain("1 of 2 cells done, 1 waiting");
	const report = await run(["report", at("half")]);
	expect(report.stderr).toContain("1 cell has no record yet");
	const page = readFileSync(join(at("half"), "report.html"), "utf8");
	expect(page).toContain("Unfinished.");
	expect(page).toMatch(/seed 2: waiting/);
	const live = livePage(liveRunOf(at("half")));
	expect(live).toContain("1 of 2 cells done");
});

describe("joining", () => {
	test("brings records, histories and plans together", async () => {
		const joined = await run([
			...["collect", at("s1"), at("s2"), "--into", at("both")],
		]);
		expect(joined.status).toBe(0);
		const records = recordsOf(at("both"));
		expect(records.map(({ seed }) => seed)).toEqual([1, 2]);
		for (const { key } of records)
			expect(existsSync(join(at("both"), "cells", key, "log.txt"))).toBe(true);
		expect(snapshotOf(at("both")).cells).toHaveLength(2);
		// Once more changes nothing.
		expect(planJoin([at("s2")], at("both"), false).others).toEqual([]);
	});

	test("names what two runs answer differently, and writes nothing", () => {
		const [record] = recordsOf(at("s1"));
		mkdirSync(at("other"), { recursive: true });
		const environment = {
			...record.environment,
			startedAt: "2999-01-01T00:00:00.000Z",
		} as BenchRecord["environment"];
		const newer: BenchRecord = {
			...record,
			...(environment === undefined ? {} : { environment }),
		};
		write("other", [newer]);
		const clash = () => planJoin([at("s1"), at("other")], at("clash"), false);
		expect(clash).toThrow(`${record.key}`);
		expect(clash).toThrow("answer it differently");
		expect(existsSync(at("clash"))).toBe(false);
		const { others } = planJoin([at("s1"), at("other")], at("clash"), true);
		expect(others.map((entry) => entry.record)).toEqual([newer]);
	});
});
