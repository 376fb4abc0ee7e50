/** What `npm run bench -- --out FILE` writes, and the comparison of two such files. */
import { readFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { version } from "node:process";
import { z } from "zod";
import { messageOf } from "../core/errors.js";
import { ratioSchema } from "./ratio.js";
import { table } from "./rounds.js";

const outcomeSchema = z.object({
	machine: z.object({
		cpu: z.string(),
		threads: z.number(),
		node: z.string(),
	}),
	ratios: z.array(ratioSchema.extend({ part: z.string() })),
	/** What each benchmark saves. */
	results: z.record(z.string(), z.unknown()),
});

export type Outcome = z.infer<typeof outcomeSchema>;
type Told = Outcome["ratios"][number];

export function thisMachine(): Outcome["machine"] {
	return {
		cpu: cpus()[0]?.model ?? "unknown",
		threads: availableParallelism(),
		node: version,
	};
}

/** @throws Error with one message if the file is not such a file */
export function readOutcome(file: string): Outcome {
	try {
		return outcomeSchema.parse(JSON.parse(readFileSync(file, "utf8")));
	} catch (error) {
		const issue = error instanceof z.ZodError ? error.issues[0] : undefined;
		const reason =
			issue === undefined
				? messageOf(error)
				: `${issue.path.join(".")}: ${issue.message}`;
		throw new Error(`${file} is no result of npm run bench: ${reason}`);
	}
}

export function ratioTable(ratios: readonly Told[]): string[] {
	return table([
		["benchmark", "work", "against", "as fast", "quartiles", "by processor"],
		...ratios.map(({ part, what, against, faster, low, high, cores }) => [
			part,
			what,
			against,
			faster.toFixed(2),
			`${low.toFixed(2)} to ${high.toFixed(2)}`,
			cores === null ? "" : cores.toFixed(2),
		]),
	]);
}

export interface Change {
	readonly now: Told;
	readonly before: Told;
	/** How many times as fast as before, both measured against the same other program. */
	readonly factor: number;
	/** Slower and faster: the quartiles of the rounds do not overlap. */
	readonly verdict: "slower" | "faster" | "same" | "unknown";
}

const nameOf = ({ part, what, against }: Told) =>
	JSON.stringify([part, what, against]);

/** Fewer rounds tell no scatter. */
const fewRounds = 3;

function verdictOf(now: Told, before: Told): Change["verdict"] {
	if (Math.min(now.rounds, before.rounds) < fewRounds) return "unknown";
	if (now.high < before.low) return "slower";
	return now.low > before.high ? "faster" : "same";
}

export function compareOutcomes(before: Outcome, now: Outcome) {
	const old = new Map(before.ratios.map((ratio) => [nameOf(ratio), ratio]));
	const changes: Change[] = [];
	const unmatched: Told[] = [];
	for (const ratio of now.ratios) {
		const other = old.get(nameOf(ratio));
		old.delete(nameOf(ratio));
		if (other === undefined) unmatched.push(ratio);
		else
			changes.push({
				now: ratio,
				before: other,
				factor: ratio.faster / other.faster,
				verdict: verdictOf(ratio, other),
			});
	}
	return { changes, unmatched: [...unmatched, ...old.values()] };
}

/** Lines for people; the slowest first. */
export function changeLines(
	{ changes, unmatched }: ReturnType<typeof compareOutcomes>,
	before: Outcome,
	now: Outcome,
): string[] {
	const moved = changes
		.filter(({ verdict }) => verdict === "slower" || verdict === "faster")
		.toSorted((a, b) => a.factor - b.factor);
	const count = (verdict: Change["verdict"]) =>
		changes.filter((change) => change.verdict === verdict).length;
	const lines: string[] = [];
	if (JSON.stringify(before.machine) !== JSON.stringify(now.machine))
		lines.push(
			`the machines differ: ${describe(before)} before, ${describe(now)} now`,
		);
	if (moved.length > 0)
		lines.push(
			...table([
				["benchmark", "work", "against", "before", "now", "factor", ""],
				...moved.map((change) => [
					change.now.part,
					change.now.what,
					change.now.against,
					change.before.faster.toFixed(2),
					change.now.faster.toFixed(2),
					change.factor.toFixed(2),
					change.verdict,
				]),
			]),
		);
	if (count("unknown") > 0)
		lines.push(
			`${count("unknown")} measured in fewer than ${fewRounds} rounds, which tell nothing`,
		);
	lines.push(
		`${count("slower")} slower, ${count("faster")} faster, ${count("same")} the same within the scatter of the rounds${unmatched.length > 0 ? `, ${unmatched.length} in one file alone` : ""}`,
	);
	return lines;
}

const describe = ({ machine: { cpu, threads, node } }: Outcome) =>
	`${cpu} with ${threads} threads and Node ${node}`;
