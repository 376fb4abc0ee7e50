/**
 * A peer that stays alive between measurements, so that it and ours can take turns: it answers every line
 * with one JSON line.
 */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { peerPath, pythons } from "./peers.js";

export interface PeerProcess {
	/** Its answer to one line. */
	ask(line: string): Promise<unknown>;
	end(): void;
}

/** Starts the first interpreter that can; its first line is `hello`. */
export async function startPeer(
	script: string,
	options: Readonly<Record<string, unknown>>,
): Promise<
	| { readonly peer: PeerProcess; readonly hello: unknown }
	| { readonly missing: string }
> {
	const reasons: string[] = [];
	for (const python of pythons()) {
		const child = spawn(python, [peerPath(script), JSON.stringify(options)], {
			stdio: ["pipe", "pipe", "pipe"],
		});
		let complaint = "";
		child.stderr.on("data", (data: Buffer) => {
			complaint += data.toString();
		});
		const failed = new Promise<undefined>((resolve) => {
			child.on("error", () => resolve(undefined));
		});
		const lines = createInterface({ input: child.stdout })[
			Symbol.asyncIterator
		]();
		const next = async (): Promise<unknown> => {
			const line = await Promise.race([lines.next(), failed]);
			if (line === undefined || line.done === true) return undefined;
			return JSON.parse(line.value);
		};
		const hello = await next();
		if (hello === undefined) {
			const last = complaint.trim().split("\n").at(-1) ?? "";
			reasons.push(`${python}: ${last === "" ? "it does not start" : last}`);
			continue;
		}
		return {
			hello,
			peer: {
				async ask(line) {
					child.stdin.write(`${line}\n`);
					const answer = await next();
					if (answer === undefined)
						throw new Error(`${script} ended: ${complaint.trim()}`);
					return answer;
				},
				end: () => child.stdin.end(),
			},
		};
	}
	return { missing: reasons.join("; ") };
}
