/**
 * The trail of a cell: cells/<key>/trail.json says where it is queued or runs, how far it is, and what
 * its values were on the way. People follow a run by it. Results never depend on it, so it may be lost
 * and is not flushed.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { phases } from "../../core/cost.js";
import { temporaryBeside } from "../../core/files.js";

const name = "trail.json";

const point = z.object({
	/** Seconds since the attempt began. */
	at: z.number(),
	stage: z.enum(["prepare", "draw", "evaluate"]),
	phase: z.enum(phases),
	/** Of the stage, in [0, 1]. */
	fraction: z.number(),
	/** Finite numbers: JSON knows no others. */
	values: z.record(z.string(), z.number()),
});
export type TrailPoint = z.infer<typeof point>;

const trailSchema = z.object({
	schema: z.literal(1),
	state: z.enum(["queued", "running", "ended"]),
	/** The job of a scheduler, such as "12_3". */
	task: z.string().optional(),
	host: z.string().optional(),
	pid: z.number().optional(),
	/** ISO times. */
	queued: z.string().optional(),
	started: z.string().optional(),
	updated: z.string(),
	/** How it ended. */
	status: z.string().optional(),
	points: z.array(point),
});
export type Trail = z.infer<typeof trailSchema>;

/** @param folder the cell's. Undefined if there is none, or none that can be read. */
export function readTrail(folder: string): Trail | undefined {
	try {
		const text = readFileSync(join(folder, name), "utf8");
		return trailSchema.safeParse(JSON.parse(text)).data;
	} catch {
		return undefined;
	}
}

/** A disk that refuses must not stop a cell. */
export function writeTrail(folder: string, trail: Trail): void {
	const path = join(folder, name);
	const temporary = temporaryBeside(path);
	try {
		writeFileSync(temporary, JSON.stringify(trail), { flag: "wx" });
		renameSync(temporary, path);
	} catch {
		rmSync(temporary, { force: true });
	}
}
