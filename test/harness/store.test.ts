import {
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
	utimesSync,
	writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { exitStatus, InputError } from "../../core/errors.js";
import { writeAtomic } from "../../core/files.js";
import type { BenchRecord } from "../../core/record.js";
import { planCells, questionOf } from "../../harness/plan.js";
import { readRecords } from "../../harness/store/read-records.js";
import { openStore } from "../../harness/store/store.js";
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

	test("of nobody holds nobody up, whatever its date and its owner's number", async () => {
		const boot = { pid: process.pid, host: hostname(), started: "1 of a boot" };
		const odd = {
			"half made": undefined,
			"of this process's number, before a restart": boot,
			"of a process that has ended": { pid: 2 ** 22 + 1, host: hostname() },
			"a broken owner": "{",
		};
		await Promise.all(
			Object.values(odd).flatMap((owner) =>
				[0, 3600].map(async (ahead) => {
					const folder = scratch();
					const lock = join(folder, ".lock");
					mkdirSync(lock);
					const time = Date.now() / 1000 + ahead;
					utimesSync(lock, time, time);
					if (owner !== undefined)
						writeFileSync(join(folder, ".owner.json"), JSON.stringify(owner));
					const store = await openStore(folder, { fresh: false });
					await store.save(record(0));
					await store.close();
					expect(readRecords(folder)).toEqual([record(0)]);
				}),
			),
		);
	});

	test("of an owner that nobody can look at is respected while it is renewed", async () => {
		const folder = scratch();
		const lock = join(folder, ".lock");
		mkdirSync(lock);
		const renew = (): void => {
			const time = Date.now() / 1000 + 3600;
			utimesSync(lock, time, time);
		};
		renew();
		const renewing = setInterval(renew, 1500);
		try {
			await expect(openStore(folder, { fresh: false })).rejects.toThrow(
				"another run is writing here",
			);
		} finally {
			clearInterval(renewing);
		}
	});

	test("taken over by another run, its records stand", async () => {
		const folder = scratch();
		const first = await openStore(folder, { fresh: false });
		await first.save(record(0));
		writeFileSync(join(folder, ".owner.json"), '{"pid":1,"host":"elsewhere"}');
		await expect(first.save(record(1))).rejects.toThrow(
			"another run took the folder over",
		);
		expect(() => first.cellFolder("0")).toThrow(
			"another run took the folder over",
		);
		await first.close();
		expect(readRecords(folder)).toEqual([record(0)]);
		expect(existsSync(join(folder, ".owner.json"))).toBe(true);
	});

	test("is lost to another owner, and not to a file that cannot be read", async () => {
		const folder = scratch();
		const owner = join(folder, ".owner.json");
		const first = await openStore(folder, { fresh: false });
		rmSync(owner);
		// Longer than the time between two looks.
		await setTimeout(2500);
		expect(first.lost.aborted).toBe(false);
		writeFileSync(owner, '{"pid":1,"host":"elsewhere"}');
		await expect.poll(() => first.lost.aborted, { timeout: 10_000 }).toBe(true);
		await first.close();
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

describe("links planted in the folder", () => {
	test("are replaced or refused, and what they point to stays", async () => {
		const elsewhere = scratch();
		const precious = join(elsewhere, "precious");
		writeFileSync(precious, "precious");
		mkdirSync(join(elsewhere, "checkpoint-1"));
		const folder = scratch();
		mkdirSync(join(folder, "cells"));
		symlinkSync(precious, join(folder, ".owner.json"));
		symlinkSync(precious, join(folder, "suite.yaml"));
		symlinkSync(elsewhere, join(folder, "cells", cells[0].key));
		const store = await openStore(folder, { fresh: false });
		await store.write("suite.yaml", "title: x");
		expect(() => store.cellFolder(cells[0].key)).toThrow(
			/cells.*: it is a link, and a run writes into folders of its own only/,
		);
		await store.close();
		expect(readFileSync(precious, "utf8")).toBe("precious");
		expect(readdirSync(elsewhere)).toEqual(["checkpoint-1", "precious"]);

		const linked = scratch();
		symlinkSync(elsewhere, join(linked, "cells"));
		await expect(openStore(linked, { fresh: true })).rejects.toThrow("a link");
		expect(readdirSync(elsewhere)).toEqual(["checkpoint-1", "precious"]);
	});
});

test("what writers left half written is swept away, but nothing young of a cell that another machine may be writing", async () => {
	const folder = scratch();
	const cell = join(folder, "cells", cells[0].key);
	mkdirSync(cell, { recursive: true });
	for (const place of [folder, cell]) {
		const half = join(place, "records.jsonl.0123456789ab.tmp");
		writeFileSync(half, "half");
		const yesterday = Date.now() / 1000 - 86_400;
		utimesSync(half, yesterday, yesterday);
		writeFileSync(join(place, "mine.tmp"), "a user's");
	}
	writeFileSync(join(cell, "history.npy.0123456789ab.tmp"), "on its way");
	await (await openStore(folder, { fresh: false })).close();
	expect(readdirSync(folder)).toEqual(["cells", "mine.tmp"]);
	expect(readdirSync(cell)).toEqual([
		"history.npy.0123456789ab.tmp",
		"mine.tmp",
	]);
});

test("a folder that is gone is one sentence", async () => {
	const folder = scratch();
	const store = await openStore(folder, { fresh: false });
	rmSync(folder, { recursive: true });
	await expect(store.save(record(0))).rejects.toThrow(
		/^cannot write .*: the folder was removed while the run was going on$/,
	);
	expect(() => store.cellFolder(cells[0].key)).toThrow(InputError);
	await store.close();
});
