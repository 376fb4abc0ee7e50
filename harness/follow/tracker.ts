/** Writes the trail of one attempt at a cell. */
import { hostname } from "node:os";
import { performance } from "node:perf_hooks";
import { defined, element } from "../../core/elements.js";
import type { ProgressReport } from "../executor.js";
import { readTrail, type TrailPoint, writeTrail } from "./trail.js";

/** Most points that are kept. Beyond, every second one is dropped. */
const mostPoints = 240;
/** Seconds between writes, and between signs of life when nothing is reported. */
const writeInterval = 2;
export const lifeInterval = 15;

export interface Tracker {
	add(report: ProgressReport): void;
	/** @param status of the record */
	end(status: string): void;
}

/**
 * @param folder the cell's
 * @param task of a scheduler
 */
export function track(folder: string, task?: string): Tracker {
	const begin = performance.now();
	const seconds = () => (performance.now() - begin) / 1000;
	const before = readTrail(folder);
	const common = {
		schema: 1 as const,
		...defined({ task, queued: before?.queued }),
		host: hostname(),
		pid: process.pid,
		started: new Date().toISOString(),
	};
	let points: TrailPoint[] = [];
	let latest: TrailPoint | undefined;
	let interval = 0;
	let written = Number.NEGATIVE_INFINITY;
	const write = (status?: string): void => {
		written = seconds();
		const shown =
			latest === undefined || latest === points.at(-1)
				? points
				: [...points, latest];
		writeTrail(folder, {
			...common,
			state: status === undefined ? "running" : "ended",
			...defined({ status }),
			updated: new Date().toISOString(),
			points: shown,
		});
	};
	write();
	const alive = setInterval(() => write(), lifeInterval * 1000);
	alive.unref();
	return {
		add({ stage, phase, fraction, values }) {
			const at = seconds();
			const finite = Object.entries(values).filter(([, value]) =>
				Number.isFinite(value),
			);
			latest = {
				at,
				stage,
				phase,
				fraction,
				values: Object.fromEntries(finite),
			};
			const last = points.at(-1);
			if (
				last === undefined ||
				at - last.at >= interval ||
				last.stage !== stage
			) {
				points.push(latest);
				if (points.length > mostPoints) {
					points = points.filter((_, i) => i % 2 === 0);
					const span = at - element(points, 0).at;
					interval = (2 * span) / mostPoints;
				}
			}
			if (at - written >= writeInterval) write();
		},
		end(status) {
			clearInterval(alive);
			write(status);
		},
	};
}
