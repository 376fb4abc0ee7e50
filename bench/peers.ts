/**
 * Programs in other languages that do the same work (bench/peers/). The interpreters to try are in
 * LATTICEBENCH_PYTHON, separated by colons ("python3" if it is not set); a peer whose libraries none
 * of them has is reported as missing, never silently left out.
 */
import { env } from "node:process";
import { fileURLToPath } from "node:url";
import { execa } from "execa";

export interface PeerTiming {
	/** Name and version of the library. */
	readonly peer: string;
	readonly extent: number;
	readonly trainSeconds: number;
	readonly drawSeconds: number;
}

export type PeerResult =
	| { readonly timings: readonly PeerTiming[] }
	| { readonly missing: string };

/** Runs bench/peers/`script` with its arguments as JSON. */
export async function runPeer(
	script: string,
	options: Readonly<Record<string, unknown>>,
): Promise<PeerResult> {
	const path = fileURLToPath(
		new URL(`../../bench/peers/${script}`, import.meta.url),
	);
	const reasons: string[] = [];
	for (const python of (env.LATTICEBENCH_PYTHON ?? "python3").split(":")) {
		const result = await execa(python, [path, JSON.stringify(options)], {
			reject: false,
			timeout: 600_000,
		});
		if (result.exitCode === 0) {
			const lines = result.stdout.split("\n").filter((line) => line !== "");
			return { timings: lines.map((line) => JSON.parse(line) as PeerTiming) };
		}
		const last = result.stderr?.trim().split("\n").at(-1);
		reasons.push(`${python}: ${last === "" ? result.shortMessage : last}`);
	}
	return { missing: reasons.join("; ") };
}
