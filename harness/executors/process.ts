/**
 * A cell in a process of its own. A crash, a leak or an endless loop of one cell cannot affect the
 * others, and its limits can be enforced from outside.
 */
import { type ChildProcess, fork } from "node:child_process";
import { closeSync, constants, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { exitStatus, InputError, messageOf } from "../../core/errors.js";
import type { Failure } from "../../core/failure.js";
import { explainFileError } from "../../core/file-errors.js";
import type { BenchRecord, Status } from "../../core/record.js";
import { failureOfProcess } from "../cell/failure.js";
import type { ExecutorHost, FromCell, ToCell } from "../executor.js";
import { type Cell, questionOf } from "../plan.js";
import { sweepCell } from "../store/folders.js";
import { groupMemory } from "./group-memory.js";
import { heapFlag, memoryLimit } from "./memory.js";
import { programOf } from "./program.js";
import { TimeLimit } from "./time-limit.js";
import type { Turn } from "./turn.js";

/** Milliseconds in which an interrupted cell may write its checkpoint. */
const grace = 20_000;
/** Milliseconds between checks of the memory of a cell's processes. */
const memoryInterval = 200;

interface Ending {
	readonly status: Status;
	readonly reason: string;
	readonly failure?: Failure;
}

/** What is needed to run one cell here. */
export type ProcessHost = Pick<
	ExecutorHost,
	"settings" | "interrupt" | "kill" | "cellFolder" | "targetSource" | "progress"
> & {
	/** Taken while the cell draws, where others run at the same time. */
	readonly turn?: Turn;
};

export async function runInProcess(
	cell: Cell,
	host: ProcessHost,
): Promise<BenchRecord> {
	const folder = host.cellFolder(cell.key);
	// An attempt before may have been killed while it wrote.
	await sweepCell(folder);
	const logPath = join(folder, "log.txt");
	const limit = memoryLimit(cell, host.settings.memory);
	const log = openLog(logPath);
	// The cell has a process group of its own. So everything that it starts ends with it, and an
	// interrupt from the terminal reaches only this process.
	const process_ = fork(programOf(cell), [], {
		stdio: ["ignore", log, log, "ipc"],
		serialization: "advanced",
		detached: true,
		execArgv: [heapFlag(limit)],
	});
	closeSync(log);
	let record: BenchRecord | undefined;
	let ending: Ending | undefined;
	const end = (how: Ending): void => {
		ending ??= how;
		killGroup(process_);
	};
	const send = (message: ToCell): void => {
		// A process that has just ended needs no message.
		if (process_.connected) process_.send(message, () => {});
	};
	const time = new TimeLimit(cell.limits.time, () =>
		end({
			status: "timeout",
			reason: `stopped at the limit of ${cell.limits.time} s (limits.time)`,
			failure: { kind: "time" },
		}),
	);
	const turns = turnsOf(host.turn, time, () => send({ kind: "turn" }));
	process_.on("message", (message: FromCell) => {
		if (message.kind === "progress") host.progress(cell, message.report);
		else if (message.kind === "turn") turns.asked(message.wanted);
		else record = message.record;
	});

	const timers: NodeJS.Timeout[] = [];
	timers.push(
		setInterval(() => {
			if (process_.pid === undefined || process_.exitCode !== null) return;
			groupMemory(process_.pid).then((bytes) => {
				if (bytes > limit)
					end({
						status: "failed",
						reason: `stopped at the limit of ${gigabytes(limit)} of memory (limits.memory); it used ${gigabytes(bytes)}`,
						failure: { kind: "memory", limit },
					});
			});
		}, memoryInterval),
	);
	const interrupt = (): void => {
		send({ kind: "interrupt" });
		timers.push(
			setTimeout(
				() =>
					end({
						status: "interrupted",
						reason: "stopped by the user before it could write a checkpoint",
					}),
				grace,
			),
		);
	};
	const kill = (): void =>
		end({ status: "interrupted", reason: "killed by the user" });
	host.interrupt.addEventListener("abort", interrupt);
	host.kill.addEventListener("abort", kill);

	const exit = new Promise<Ending>((resolve) => {
		process_.on("error", (error) =>
			resolve({
				status: "failed",
				reason: messageOf(error),
				failure: { kind: "machine" },
			}),
		);
		process_.on("exit", (code, signal) => {
			const said = lastLine(logPath);
			const failure = failureOfProcess(said);
			resolve({
				status: "failed",
				reason: `the process ended ${signal === null ? `with status ${code}` : `by ${signal}`}${said}`,
				failure: failure.kind === "memory" ? { ...failure, limit } : failure,
			});
		});
	});
	send({
		kind: "start",
		cell,
		settings: {
			...host.settings,
			...(host.turn === undefined ? {} : { turns: true as const }),
		},
		folder,
		target: host.targetSource(cell),
	});
	if (host.interrupt.aborted) interrupt();
	if (host.kill.aborted) kill();
	const unexpected = await exit;
	for (const timer of timers) clearTimeout(timer);
	time.pause();
	turns.asked(false);
	host.interrupt.removeEventListener("abort", interrupt);
	host.kill.removeEventListener("abort", kill);
	// Ends whatever the cell started and left behind.
	killGroup(process_);
	await sweepCell(folder);
	return record ?? { ...questionOf(cell), ...(ending ?? unexpected) };
}

/** The turn of one cell: its time stands still while it waits. */
function turnsOf(
	turn: Turn | undefined,
	time: TimeLimit,
	granted: () => void,
): { asked(wanted: boolean): void } {
	let wants = false;
	let giveBack = (): void => {};
	return {
		asked: (wanted) => {
			wants = wanted;
			if (!wanted) {
				giveBack();
				return;
			}
			time.pause();
			turn?.take().then((done) => {
				giveBack = done;
				// It has ended meanwhile.
				if (!wants) return done();
				time.go();
				granted();
			});
		},
	};
}

/** @throws InputError if it cannot be written, or is a link, which would lead elsewhere */
function openLog(path: string): number {
	const { O_APPEND, O_CREAT, O_NOFOLLOW = 0, O_WRONLY } = constants;
	try {
		return openSync(path, O_APPEND | O_CREAT | O_NOFOLLOW | O_WRONLY, 0o666);
	} catch (error) {
		throw new InputError(
			explainFileError("cannot write", path, error),
			exitStatus.failed,
		);
	}
}

function killGroup(child: ChildProcess): void {
	if (child.pid === undefined) return;
	try {
		process.kill(-child.pid, "SIGKILL");
	} catch {
		child.kill("SIGKILL");
	}
}

function gigabytes(bytes: number): string {
	return `${(bytes / 1e9).toPrecision(3)} GB`;
}

/** The last line that the process printed, often the reason of its failure. Nothing where its folder was removed. */
function lastLine(path: string): string {
	let text: string;
	try {
		text = readFileSync(path, "utf8");
	} catch {
		return "";
	}
	const lines = text.trim().split("\n");
	const said = lines.findLast((line) => /fatal|error/i.test(line));
	return said === undefined ? "" : `: ${said.trim().slice(0, 300)}`;
}
