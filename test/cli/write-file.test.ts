/** Where commands write: files, links, devices and pipes, and standard output that cannot be written to. */
import { execFileSync, spawn } from "node:child_process";
import {
	existsSync,
	lstatSync,
	mkdtempSync,
	readFileSync,
	readlinkSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, describe, expect, test } from "vitest";
import { writeOutput } from "../../cli/files/write-file.js";
import { cli as main } from "../support/paths.js";

const folder = mkdtempSync(join(tmpdir(), "write-file-"));
afterAll(() => rmSync(folder, { recursive: true }));
const devices = existsSync("/dev/full");

test("a file is replaced, and folders are made", async () => {
	const path = join(folder, "new/deep/a.txt");
	await writeOutput(path, "one");
	await writeOutput(path, "two");
	expect(readFileSync(path, "utf8")).toBe("two");
});

test("a link stays a link: what it points to is written", async () => {
	const target = join(folder, "target.txt");
	const link = join(folder, "link.txt");
	writeFileSync(target, "old");
	symlinkSync(target, link);
	await writeOutput(link, "new");
	expect(readFileSync(target, "utf8")).toBe("new");
	expect(lstatSync(link).isSymbolicLink()).toBe(true);
	expect(readlinkSync(link)).toBe(target);
});

test("a link to nothing yet: the file is made where it points", async () => {
	const target = join(folder, "later.txt");
	const link = join(folder, "early.txt");
	symlinkSync("later.txt", link);
	await writeOutput(link, "made");
	expect(readFileSync(target, "utf8")).toBe("made");
	expect(lstatSync(link).isSymbolicLink()).toBe(true);
});

test("a folder is refused", async () => {
	await expect(writeOutput(folder, "x")).rejects.toThrow(/cannot write/);
});

describe.runIf(devices)("devices and pipes", () => {
	test("a full device is one sentence, and stays a device", async () => {
		await expect(writeOutput("/dev/full", "x")).rejects.toThrow(
			"cannot write /dev/full: no space left on the device",
		);
		expect(statSync("/dev/full").isCharacterDevice()).toBe(true);
		await writeOutput("/dev/null", "x");
		expect(statSync("/dev/null").isCharacterDevice()).toBe(true);
	});
	test("a pipe is written through", async () => {
		const pipe = join(folder, "pipe");
		execFileSync("mkfifo", [pipe]);
		const reader = execa("cat", [pipe]);
		await writeOutput(pipe, "through");
		expect((await reader).stdout).toBe("through");
		expect(statSync(pipe).isFIFO()).toBe(true);
	});
	test("a full standard output is a sentence and status 2", async () => {
		const { exitCode, stderr } = await execa(
			"sh",
			["-c", `"${process.execPath}" "${main}" list samplers > /dev/full`],
			{ reject: false },
		);
		expect(exitCode).toBe(2);
		expect(stderr).toBe(
			"cannot write to standard output: no space left on the device",
		);
	});
});

test("a reader that leaves early is no error", async () => {
	const rows = Array.from({ length: 400 }, (_, i) => `${Math.sin(i * i)}`);
	const csv = join(folder, "m.csv");
	// Hundreds of columns make more output than a pipe holds.
	writeFileSync(
		csv,
		`${Array.from({ length: 500 }, (_, k) => `x${k}`).join(",")}\n${rows
			.slice(0, 40)
			.map((x) => new Array(500).fill(x).join(","))
			.join("\n")}\n`,
	);
	const child = spawn(process.execPath, [
		main,
		"analyze",
		csv,
		"--format",
		"json",
	]);
	let stderr = "";
	child.stderr.on("data", (piece) => {
		stderr += piece;
	});
	child.stdout.once("data", () => child.stdout.destroy());
	const status = await new Promise((done) => child.once("close", done));
	expect(stderr).toBe("");
	expect([0, 1, 3]).toContain(status);
});

test("- is standard output", async () => {
	const csv = join(folder, "rho.csv");
	writeFileSync(
		csv,
		`x\n${Array.from({ length: 400 }, (_, i) => Math.sin(i * i)).join("\n")}\n`,
	);
	const { stdout, exitCode } = await execa(process.execPath, [
		main,
		"analyze",
		csv,
		"--rho",
		"-",
	]);
	expect(exitCode).toBe(0);
	expect(stdout).toMatch(/^observable,t,rho,error\nx,0,1,0\n/);
	expect(existsSync(join(process.cwd(), "-"))).toBe(false);
});
