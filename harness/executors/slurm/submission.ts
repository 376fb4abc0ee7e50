/**
 * The files of a submission, in slurm/<id>/ below the run's folder:
 *
 *   submission.json  what was asked of Slurm, and how to ask again
 *   tasks-<n>.json   the cells of array n, task by task: a task needs nothing else
 *   array-<n>.sh     its batch script; collect.sh that of the collector
 *   jobs.json        the numbers of the jobs, once they are submitted
 *   settled.json     written when every cell of it has a record
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { firstIssue, InputError, messageOf } from "../../../core/errors.js";
import { writeAtomic } from "../../../core/files.js";
import { machinesSchema } from "../../../suites/machines.js";
import type { Cell } from "../../plan.js";

const submissionSchema = z.object({
	schema: z.literal(1),
	machines: machinesSchema,
	backend: z.enum(["auto", "tensorflow", "webgpu", "wasm", "cpu"]),
	threads: z.number().optional(),
	program: z.array(z.string()),
	/** The command as typed. */
	argv: z.array(z.string()),
	/** How often cells of it were submitted again for want of draws of their target. */
	round: z.number(),
	arrays: z.number(),
});
export type Submission = z.infer<typeof submissionSchema>;

const jobsSchema = z.object({
	arrays: z.array(z.string()),
	collector: z.string().optional(),
});
export type Jobs = z.infer<typeof jobsSchema>;

const tasksSchema = z.object({
	/** Their form is checked where they are planned. */
	tasks: z.array(z.array(z.custom<Cell>((value) => typeof value === "object"))),
});

export type Tasks = readonly (readonly Cell[])[];

/** Folders of submissions, the oldest first. */
export function submissionsIn(run: string): readonly string[] {
	const place = join(run, "slurm");
	if (!existsSync(place)) return [];
	return readdirSync(place)
		.sort()
		.map((id) => join(place, id))
		.filter((path) => existsSync(join(path, "submission.json")));
}

export const isSettled = (folder: string): boolean =>
	existsSync(join(folder, "settled.json"));

export const settle = (folder: string): Promise<void> =>
	write(folder, "settled.json", { at: new Date().toISOString() });

export const writeSubmission = (
	folder: string,
	submission: Submission,
): Promise<void> => write(folder, "submission.json", submission);

export const writeTasks = (
	folder: string,
	array: number,
	tasks: Tasks,
): Promise<void> => write(folder, `tasks-${array}.json`, { tasks });

export const writeJobs = (folder: string, jobs: Jobs): Promise<void> =>
	write(folder, "jobs.json", jobs);

export const readSubmission = (folder: string): Submission =>
	read(folder, "submission.json", submissionSchema);

export const readTasks = (folder: string, array: number): Tasks =>
	read(folder, `tasks-${array}.json`, tasksSchema).tasks;

/** Undefined if the submitter was killed before it could write them. */
export const readJobs = (folder: string): Jobs | undefined =>
	existsSync(join(folder, "jobs.json"))
		? read(folder, "jobs.json", jobsSchema)
		: undefined;

function write(folder: string, name: string, value: unknown): Promise<void> {
	return writeAtomic(join(folder, name), `${JSON.stringify(value)}\n`);
}

function read<T>(folder: string, name: string, schema: z.ZodType<T>): T {
	const path = join(folder, name);
	let value: unknown;
	try {
		value = JSON.parse(readFileSync(path, "utf8"));
	} catch (error) {
		throw new InputError(`cannot read ${path}: ${messageOf(error)}`);
	}
	const parsed = schema.safeParse(value);
	if (parsed.success) return parsed.data;
	throw new InputError(`${path}: ${firstIssue(parsed.error)}`);
}
