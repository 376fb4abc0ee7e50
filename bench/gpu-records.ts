/**
 * Everything that should be measured on a real GPU, in one command of under nine minutes:
 *
 *   node dist/bench/gpu-records.js [FOLDER] [--rehearse] [--minutes 9]
 *
 * or `./gpu-records` in a packed folder. Each part is a process with a limit of its own. If one
 * fails or is stopped, the others continue. FOLDER receives what each part wrote and printed, and
 * summary.json. --rehearse takes tiny sizes, for adapters that compute on the CPU.
 */
import { spawn } from "node:child_process";
import {
	closeSync,
	mkdirSync,
	openSync,
	readFileSync,
	writeFileSync,
} from "node:fs";
import { cpus } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { exitStatus, messageOf } from "../core/errors.js";
import type { Backend } from "../tensor/device.js";
import { gpuParts, type Part } from "./gpu-parts.js";

type Outcome = {
	readonly part: string;
	readonly status: "done" | "failed" | "stopped" | "left out";
	/** Why the part did not complete. */
	readonly reason?: string;
	readonly seconds: number;
};

const usage = `gpu-records [FOLDER] [options]
  FOLDER          where results are written (default: gpu-records)
  --minutes N     for all of it (default: 9)
  --rehearse      tiny sizes, for adapters that compute on the CPU
  --help
`;

function readArguments() {
	try {
		return parseArgs({
			allowPositionals: true,
			options: {
				rehearse: { type: "boolean", default: false },
				minutes: { type: "string", default: "9" },
				help: { type: "boolean", default: false },
			},
		});
	} catch (error) {
		process.stderr.write(`${messageOf(error)}; --help lists the options\n`);
		process.exit(exitStatus.usage);
	}
}

const { values, positionals } = readArguments();
if (values.help) {
	process.stdout.write(usage);
	process.exit(exitStatus.done);
}
const folder = resolve(positionals[0] ?? "gpu-records");
const began = performance.now();
const seconds = () => (performance.now() - began) / 1000;
/** Seconds reserved for summaries and for processes that are slow to stop. */
const reserve = 10;
const minutes = Number(values.minutes);
if (!(minutes > 0)) {
	process.stderr.write(`--minutes ${values.minutes}: expected a number\n`);
	process.exit(exitStatus.usage);
}
const end = 60 * minutes - reserve;

/** Runs one part. What it prints goes to its log. */
async function perform(part: Part): Promise<Outcome> {
	const start = seconds();
	const limit = Math.min(part.limit, end - start);
	const outcome = (status: Outcome["status"], reason?: string): Outcome => ({
		part: part.name,
		status,
		...(reason === undefined ? {} : { reason }),
		seconds: Number((seconds() - start).toFixed(1)),
	});
	if (limit < 5) return outcome("left out", "no time was left");
	const log = join(folder, `${part.name}.txt`);
	const messages = openSync(log, "w");
	const output =
		part.output === undefined
			? messages
			: openSync(join(folder, part.output), "w");
	// It has a process group of its own, so everything that it starts ends with it.
	const child = spawn(process.execPath, [...part.command], {
		stdio: ["ignore", output, messages],
		detached: true,
	});
	let stopped = false;
	const timer = setTimeout(() => {
		stopped = true;
		if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
	}, limit * 1000);
	const status = await new Promise<string>((done) => {
		child.on("error", (error) => done(messageOf(error)));
		child.on("close", (code, signal) => done(String(code ?? signal)));
	});
	clearTimeout(timer);
	for (const file of new Set([messages, output])) closeSync(file);
	if (stopped)
		return outcome("stopped", `at its limit of ${limit.toFixed(0)} s`);
	if (part.accepts.includes(status)) return outcome("done");
	const last = readFileSync(log, "utf8").trim().split("\n").at(-1) ?? "";
	return outcome("failed", `status ${status}: ${last}`);
}

function say(line: string): void {
	process.stdout.write(`${line}\n`);
}

/** The findings of `doctor`. Throws if there is no GPU, unless this is a rehearsal. */
function examined(): Pick<Backend, "device" | "versions"> {
	const { chosen } = JSON.parse(
		readFileSync(join(folder, "doctor.json"), "utf8"),
	) as { readonly chosen: Backend };
	const { device, versions } = chosen;
	if (device.kind !== "gpu" && !values.rehearse)
		throw new Error(
			`${device.name} is no GPU; --rehearse runs it all the same`,
		);
	return { device, versions };
}

async function main(): Promise<number> {
	mkdirSync(folder, { recursive: true });
	say(`results go to ${folder}`);
	const outcomes: Outcome[] = [];
	let machine: ReturnType<typeof examined> | undefined;
	for (const part of gpuParts(folder, values.rehearse)) {
		say(`${seconds().toFixed(0).padStart(4)} s  ${part.name}: ${part.label}`);
		const outcome = await perform(part);
		outcomes.push(outcome);
		const { status, reason } = outcome;
		if (status !== "done") say(`        ${status}: ${reason}`);
		if (machine === undefined) {
			if (status !== "done") throw new Error("there is nothing to measure");
			machine = examined();
			say(`        ${machine.device.name}`);
		}
		const summary = {
			...machine,
			processor: cpus()[0].model,
			node: process.version,
			rehearsal: values.rehearse,
			finishedAt: new Date().toISOString(),
			seconds: Number(seconds().toFixed(1)),
			parts: outcomes,
		};
		writeFileSync(
			join(folder, "summary.json"),
			`${JSON.stringify(summary, null, "\t")}\n`,
		);
	}
	const undone = outcomes.filter(({ status }) => status !== "done").length;
	say(
		`${seconds().toFixed(0).padStart(4)} s  ${outcomes.length - undone} of ${outcomes.length} parts are done`,
	);
	return undone === 0 ? exitStatus.done : exitStatus.failed;
}

try {
	process.exitCode = await main();
} catch (error) {
	process.stderr.write(`${messageOf(error)}\n`);
	process.exitCode = exitStatus.usage;
}
