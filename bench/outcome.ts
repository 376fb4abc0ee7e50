/** What `npm run bench -- --out FILE` writes. */
import { readFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { version } from "node:process";
import { z } from "zod";
import { messageOf } from "../core/errors.js";
import { ratioSchema } from "./ratio.js";
import { table } from "./rounds.js";

/** Files of format 1, which had no number of their format, say nothing about the scatter of a ratio. */
const format = 2;

const outcomeSchema = z.object({
	format: z.literal(format),
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
export type Told = Outcome["ratios"][number];

export function emptyOutcome(): Outcome {
	return { format, machine: thisMachine(), ratios: [], results: {} };
}

function thisMachine(): Outcome["machine"] {
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
				: issue.path[0] === "format"
					? `its format is not ${format}, the one of this version; measure it again`
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
