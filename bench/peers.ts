/**
 * Programs in other languages that do the same work (bench/peers/). LATTICEBENCH_PYTHON lists the
 * interpreters to try, separated by colons; the default is "python3". If none of them has the
 * libraries of a peer, it is reported as missing and never silently left out.
 */
import { env } from "node:process";
import { fileURLToPath } from "node:url";
import { execa } from "execa";

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
