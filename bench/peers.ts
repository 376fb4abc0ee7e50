/**
 * Programs in other languages that do the same work (bench/peers/). LATTICEBENCH_PYTHON lists the
 * interpreters to try, separated by colons; the default is "python3". If none of them has the
 * libraries of a peer, it is reported as missing and never silently left out.
 */
import { env } from "node:process";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { z } from "zod";

const timing = z.object({
	/** Name and version of the library, and how it was used. */
	peer: z.string(),
	extent: z.number(),
	trainSeconds: z.number(),
	drawSeconds: z.number(),
});
/** What a peer could not do, and why. */
const note = z.object({ note: z.string() });

export type PeerTiming = z.infer<typeof timing>;

export type PeerResult =
	| {
			readonly timings: readonly PeerTiming[];
			readonly notes: readonly string[];
	  }
	| { readonly missing: string };

const mostMilliseconds = 400_000;

/** The interpreters to try. */
export function pythons(): readonly string[] {
	return (env.LATTICEBENCH_PYTHON ?? "python3").split(":");
}

export function peerPath(script: string): string {
	return fileURLToPath(new URL(`../../bench/peers/${script}`, import.meta.url));
}

/** What bench/peers/`script` prints for its arguments as JSON: one JSON value a line. */
export async function runScript(
	script: string,
	options: Readonly<Record<string, unknown>>,
): Promise<
	{ readonly values: readonly unknown[] } | { readonly missing: string }
> {
	const path = peerPath(script);
	const reasons: string[] = [];
	for (const python of pythons()) {
		const result = await execa(python, [path, JSON.stringify(options)], {
			reject: false,
			timeout: mostMilliseconds,
		});
		if (result.exitCode === 0) {
			const lines = result.stdout.split("\n").filter((line) => line !== "");
			return { values: lines.map((line): unknown => JSON.parse(line)) };
		}
		const last = result.stderr?.trim().split("\n").at(-1);
		reasons.push(`${python}: ${last === "" ? result.shortMessage : last}`);
	}
	return { missing: reasons.join("; ") };
}

/** Timings and notes of a peer. */
export async function runPeer(
	script: string,
	options: Readonly<Record<string, unknown>>,
): Promise<PeerResult> {
	const result = await runScript(script, options);
	if ("missing" in result) return result;
	const timings: PeerTiming[] = [];
	const notes: string[] = [];
	for (const value of result.values) {
		const told = note.safeParse(value);
		if (told.success) notes.push(told.data.note);
		else timings.push(timing.parse(value));
	}
	return { timings, notes };
}
