import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { exitStatus, InputError } from "../../core/errors.js";
import { writeAtomic } from "../../core/files.js";
import type { BenchRecord } from "../../core/record.js";
import { planCells, questionOf } from "../../harness/plan.js";
import { openStore, readRecords } from "../../harness/store/store.js";
import { loadSuite } from "../../suites/load.js";
import { gaussianSuite, scratch } from "../support/command.js";

const { suite } = await loadSuite(
	gaussianSuite(scratch(), {}, { seeds: [1, 2, 3] }),
);
const cells = planCells(suite);
const record = (index: number): BenchRecord => ({
	...questionOf(cells[index]),
	status: "completed",
});

describe("records", () => {
	test("come back as they were saved, and replace those of the same key", async () => {
		const folder = scratch();
		const store = await openStore(folder, { fresh: false });
		await store.save({ ...record(0), status: "failed", reason: "one" });
		await store.save(record(1));
		await store.save(record(0));
		expect(store.records()).toEqual([record(0), record(1)]);
		await store.close();
		expect(readRecords(folder)).toEqual([record(0), record(1)]);
		expect(store.finished(cells[0])).toEqual(record(0));
		expect(store.finished(cells[2])).toBeUndefined();
	});

	test.each(["failed", "timeout", "interrupted"] as const)(
		"of status %s are retried",
		async (status) => {
			const store = await openStore(scratch(), { fresh: false });
			await store.save({ ...record(0), status, reason: "a test" });
			expect(store.finished(cells[0])).toBeUndefined();
			await store.close();
		},
	);

	test("under other settings are set aside, not lost", async () => {
		const folder = scratch();
		const store = await openStore(folder, { fresh: false });
		await store.save(record(0));
		await store.save(record(1));
		const { suite: other } = await loadSuite(
			gaussianSuite(scratch(), {}, { seeds: [1], draws: 77 }),
		);
		expect(await store.setAside(planCells(other))).toBe(1);
		expect(store.records()).toEqual([record(1)]);
		await store.close();
		const aside = readFileSync(
			join(folder, "records.superseded.jsonl"),
			"utf8",
		);
		expect(JSON.parse(aside)).toEqual(record(0));
	});
});

describe("a records file that cannot be read", () => {
	const good = `${JSON.stringify(record(0))}\n`;
	const cases = [
		["is cut off", good + good.slice(0, 40), /:2:1: not a record/],
		["is no JSON", "hello\n", /:1:1: not a record/],
		["has an empty line", `${good}\n${good}`, /:2:1: not a record/],
		["lacks a field", `${good}{"schema":1}\n`, /:2:1: not a record \(key:/],
		[
			"is of a later version",
			good.replace('"schema":1', '"schema":7'),
			/:1:1: the record has schema 7 and this version knows schema 1/,
		],
	] as const;
	test.each(cases)("%s", async (_, text, message) => {
		const folder = scratch();
		const path = join(folder, "records.jsonl");
		writeFileSync(path, text);
		await expect(openStore(folder, { fresh: false })).rejects.toThrow(message);
		await expect(openStore(folder, { fresh: false })).rejects.toThrow(
			InputError,
		);
		expect(readFileSync(path, "utf8")).toBe(text);
		// The failed attempts hold no lock, and --fresh keeps the old file.
		const store = await openStore(folder, { fresh: true });
		expect(store.records()).toEqual([]);
		await store.close();
		const kept = readdirSync(folder).filter((name) => /Z\.jsonl$/.test(name));
		expect(
			kept.map((name) => readFileSync(join(folder, name), "utf8")),
		).toEqual([text]);
	});
});

test("a disk that fills up leaves the records before", async () => {
	const folder = scratch();
	let full = false;
	const store = await openStore(folder, {
		fresh: false,
		writeFile: async (path, text) => {
			if (full) throw Object.assign(new Error("write"), { code: "ENOSPC" });
			await writeAtomic(path, text);
		},
	});
	await store.save(record(0));
	full = true;
	const failing = store.save(record(1));
	await expect(failing).rejects.toThrow(
		/^cannot write .*records\.jsonl: no space left on the device; the 1 records written before are intact$/,
	);
	await expect(failing).rejects.toMatchObject({ status: exitStatus.failed });
	expect(store.records()).toEqual([record(0)]);
	full = false;
	await store.save(record(2));
	await store.close();
	expect(readRecords(folder)).toEqual([record(0), record(2)]);
});

describe("the lock", () => {
	test("is held by one at a time, and given back", async () => {
		const folder = scratch();
		const first = await openStore(folder, { fresh: false });
		await expect(openStore(folder, { fresh: false })).rejects.toThrow(
			`another run is writing here (process ${process.pid})`,
		);
		await first.close();
		const second = await openStore(folder, { fresh: false });
		await second.close();
		expect(readdirSync(folder).filter((name) => name.startsWith("."))).toEqual(
			[],
		);
	});

	test("taken over by another run, its records stand", async () => {
		const folder = scratch();
		const first = await openStore(folder, { fresh: false });
		await first.save(record(0));
		writeFileSync(join(folder, ".owner.json"), '{"pid":1,"host":"elsewhere"}');
		await expect(first.save(record(1))).rejects.toThrow(
			"another run took the folder over",
		);
		await first.close();
		expect(readRecords(folder)).toEqual([record(0)]);
		expect(existsSync(join(folder, ".owner.json"))).toBe(true);
	});

	test("of another machine is respected", async () => {
		const folder = scratch();
		const first = await openStore(folder, { fresh: false });
		writeFileSync(join(folder, ".owner.json"), '{"pid":1,"host":"elsewhere"}');
		await expect(openStore(folder, { fresh: false })).rejects.toThrow(
			"(process 1)",
		);
		await first.close();
	});
});

test("an atomic write leaves no temporary file behind", async () => {
	const folder = scratch();
	await expect(writeAtomic(join(folder, "no", "file"), "x")).rejects.toThrow();
	await writeAtomic(join(folder, "file"), "x".repeat(1e6));
	expect(readdirSync(folder)).toEqual(["file"]);
	expect(existsSync(join(folder, "file"))).toBe(true);
});
