/** A suite as written -> the same suite with every grid written out, and the way back to the places of the file. */
import type { Catalogue } from "../catalogue.js";
import type { Problem } from "../mistakes/explain.js";
import { child } from "../mistakes/schema-walk.js";
import { labelOf } from "../overrides.js";
import { pointLabel } from "./labels.js";
import { type Point, pointsOf } from "./points.js";

const lists = ["targets", "samplers"] as const;
/** What stands for all samplers that say nothing of their own. */
const shared = ["budget", "draws"] as const;

export interface Expanded {
	readonly value: unknown;
	/** Of the grids themselves. */
	readonly problems: readonly Problem[];
	/** A problem of the value, at its place in the file and in its words. */
	origin(problem: Problem): Problem;
}

type Entry = Readonly<Record<string, unknown>>;

export function expandGrids(suite: unknown, catalogue: Catalogue): Expanded {
	if (typeof suite !== "object" || suite === null || Array.isArray(suite))
		return { value: suite, problems: [], origin: (problem) => problem };
	let value = handedDown(suite as Entry);
	const problems: Problem[] = [];
	const origins = new Map<string, readonly number[]>();
	for (const list of lists) {
		const entries = child(value, list);
		if (!Array.isArray(entries)) continue;
		const from: number[] = [];
		const written = entries.flatMap((entry: unknown, index): unknown[] => {
			const points = isEntry(entry) ? pointsOf(entry) : undefined;
			if (points !== undefined && "message" in points) {
				problems.push({
					path: [list, index, ...points.path],
					message: `${list}[${index}]: ${points.message}`,
				});
				return [];
			}
			const made = points?.map((point) => asEntry(point, list, catalogue));
			for (const _ of made ?? [entry]) from.push(index);
			return made ?? [entry];
		});
		value = { ...value, [list]: written };
		origins.set(list, from);
	}
	return {
		value,
		problems,
		origin: (problem) => atOrigin(problem, origins),
	};
}

function isEntry(value: unknown): value is Entry {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An entry without grids stays as it is. */
function asEntry(
	{ entry, knobs }: Point,
	list: (typeof lists)[number],
	catalogue: Catalogue,
): unknown {
	if (Object.keys(knobs).length === 0) return entry;
	const grid = labelOf(entry, catalogue);
	const label = pointLabel(grid, knobs);
	return list === "samplers"
		? { ...entry, label, point: { grid, knobs } }
		: { ...entry, label };
}

/** Grids over the suite's own budget or draws are grids of every sampler that has none. */
function handedDown(suite: Entry): Entry {
	let value = suite;
	for (const key of shared) {
		const own = suite[key];
		const points = pointsOf({ [key]: own });
		const samplers = value.samplers;
		if (!Array.isArray(samplers)) continue;
		if (!("message" in points) && points.length === 1) continue;
		const { [key]: _, ...rest } = value;
		value = {
			...rest,
			samplers: samplers.map((entry: unknown) => {
				const written = typeof entry === "string" ? { sampler: entry } : entry;
				return isEntry(written) && !(key in written)
					? { ...written, [key]: own }
					: written;
			}),
		};
	}
	return value;
}

function atOrigin(
	problem: Problem,
	origins: ReadonlyMap<string, readonly number[]>,
): Problem {
	const [list, index, ...rest] = problem.path;
	const from =
		typeof index === "number" ? origins.get(String(list))?.[index] : undefined;
	if (from === undefined || list === undefined) return problem;
	return {
		...problem,
		path: [list, from, ...rest],
		message: problem.message.replaceAll(
			`${String(list)}[${String(index)}]`,
			`${String(list)}[${from}]`,
		),
	};
}
