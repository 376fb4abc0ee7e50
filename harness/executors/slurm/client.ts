/** The commands of Slurm that the executor uses. */
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { exitStatus, InputError } from "../../../core/errors.js";

/** A controller that is being restarted is asked again, after so many milliseconds. */
const pauses = [2000, 5000, 15_000];

const jobName = /^[\w.-]+$/;

/**
 * Submits a script.
 * @returns the number of the job
 * @throws InputError with what sbatch says
 */
export async function sbatch(
	options: readonly string[],
	script: string,
): Promise<string> {
	const output = await ask("sbatch", ["--parsable", ...options, script]);
	// On a federation it is "number;cluster".
	const [job = ""] = output.trim().split(";", 1);
	if (!jobName.test(job))
		throw new InputError(
			`sbatch: expected the number of a job, got ${JSON.stringify(output)}`,
			exitStatus.failed,
		);
	return job;
}

/** Most tasks of one array. */
export async function arrayLimit(): Promise<number> {
	const text = await ask("scontrol", ["show", "config"]);
	const limit = Number(/^MaxArraySize\s*=\s*(\d+)/m.exec(text)?.[1]);
	return limit > 0 ? limit : 1001;
}

/** Of these jobs, those that wait or run. A job that Slurm no longer knows is neither. */
export async function liveJobs(
	jobs: readonly string[],
): Promise<readonly string[]> {
	const live: string[] = [];
	for (const job of jobs) if (await isLive(job)) live.push(job);
	return live;
}

/** Seconds for which the end of a job is waited for that has begun to end. */
const completion = 60;

async function isLive(job: string): Promise<boolean> {
	for (let second = 0; ; second++) {
		const { exitCode, stdout, stderr } = await call("squeue", [
			...["-h", "-r", "-o", "%T", "-j", job],
		]);
		if (exitCode !== 0) {
			if (/invalid job id/i.test(stderr)) return false;
			throw failure("squeue", stderr);
		}
		const states = stdout.split("\n").filter((line) => line.trim() !== "");
		const ends = states.every((state) => state === "COMPLETING");
		if (states.length === 0 || !ends || second >= completion)
			return states.length > 0;
		await sleep(1000);
	}
}

/** How a task ended, in Slurm's words. */
export interface Ending {
	/** Such as "CANCELLED" or "OUT_OF_MEMORY". */
	readonly state: string;
	readonly reason: string;
	/** "status:signal". */
	readonly exitCode: string;
}

/** The tasks of an array that Slurm still knows, by their index. */
export async function endingsOf(
	job: string,
): Promise<ReadonlyMap<number, Ending>> {
	const { exitCode, stdout } = await call("scontrol", [
		...["-o", "show", "job", job],
	]);
	const endings = new Map<number, Ending>();
	if (exitCode !== 0) return endings;
	for (const line of stdout.split("\n")) {
		const field = (name: string) =>
			new RegExp(`(?:^| )${name}=(\\S*)`).exec(line)?.[1] ?? "";
		const index = Number(field("ArrayTaskId"));
		if (line.trim() === "" || !Number.isInteger(index)) continue;
		endings.set(index, {
			state: field("JobState"),
			reason: field("Reason"),
			exitCode: field("ExitCode"),
		});
	}
	return endings;
}

/** Puts a task of one's own back into the queue. Returns whether Slurm did so. */
export async function requeue(task: string): Promise<boolean> {
	return (await call("scontrol", ["requeue", task])).exitCode === 0;
}

export async function cancel(jobs: readonly string[]): Promise<void> {
	if (jobs.length > 0) await call("scancel", [...jobs]);
}

async function ask(program: string, args: readonly string[]): Promise<string> {
	for (const pause of [...pauses, undefined]) {
		const { exitCode, stdout, stderr } = await call(program, args);
		if (exitCode === 0) return stdout;
		const away = /unable to contact slurm controller|timed out/i.test(stderr);
		if (!away || pause === undefined) throw failure(program, stderr);
		await sleep(pause);
	}
	throw new Error("not reached");
}

function failure(program: string, stderr: string): InputError {
	const said = stderr
		.trim()
		.replaceAll(new RegExp(`^${program}: (?:error: )?`, "gm"), "")
		.replaceAll("\n", "; ");
	return new InputError(`${program}: ${said}`);
}

async function call(program: string, args: readonly string[]) {
	// Inside a job, what it was given must not become what the new job is given.
	const env = Object.fromEntries(
		Object.entries(process.env).filter(
			([name]) => !name.startsWith("SLURM_") || name === "SLURM_CONF",
		),
	);
	const result = await execa(program, args, {
		reject: false,
		env,
		extendEnv: false,
		stdin: "ignore",
		timeout: 120_000,
	});
	if (result.exitCode === undefined && result.code === "ENOENT")
		throw new InputError(
			`--executor slurm: there is no ${program} here; expected a machine from which jobs can be submitted`,
		);
	return {
		exitCode: result.exitCode,
		stdout: result.stdout,
		stderr: result.stderr || (result.shortMessage ?? ""),
	};
}
