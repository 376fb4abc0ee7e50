/** `figures` stopped by hand while it draws: it ends at once, and no figure is half written. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { syntheticRecords } from "../reports/synthetic.js";
import { cli as main } from "../support/paths.js";

const folder = mkdtempSync(join(tmpdir(), "figures-stopped-"));
afterAll(() => rmSync(folder, { recursive: true }));

test.each(["SIGTERM", "SIGINT"] as const)("by %s", async (signal) => {
	const run = join(folder, signal);
	const lines = syntheticRecords({ seeds: [1] }).map((record) =>
		JSON.stringify(record),
	);
	mkdirSync(run);
	writeFileSync(join(run, "records.jsonl"), `${lines.join("\n")}\n`);
	const output = join(run, "figures");
	const child = spawn(
		process.execPath,
		[main, "figures", run, "--format", "svg", "--output", output],
		{ stdio: ["ignore", "pipe", "inherit"] },
	);
	const ended = once(child, "exit");
	// The first figure is there, and others are being drawn.
	const [first] = await once(child.stdout, "data");
	child.kill(signal);
	expect(await ended).toEqual([null, signal]);
	expect(String(first)).toContain(output);
	const drawn = readdirSync(output).filter((name) => name.endsWith(".svg"));
	expect(drawn.length).toBeGreaterThan(0);
	for (const name of drawn)
		expect(readFileSync(join(output, name), "utf8")).toMatch(/<\/svg>\s*$/);
});
