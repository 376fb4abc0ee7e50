/**
 * All parts side by side in two lanes, each a process with a cluster of its own: a part waits for Slurm for
 * most of its time, and never for another part.
 */
import { spawn } from "node:child_process";
import type { Counts } from "./support.js";

/** About equally long. */
const lanes = [["faults"], ["signals", "preemption", "gpus", "packed", "many"]];

/**
 * Prints what each lane has said when it has ended.
 * @returns the counts of both, or undefined where Slurm does not work
 */
export async function runLanes(
	program: string,
	options: readonly string[],
): Promise<Counts | undefined> {
	const said = await Promise.all(
		lanes.map((parts) => lane(program, [...parts, ...options])),
	);
	const counts = said.map(countsIn).filter((found) => found !== undefined);
	if (counts.length === 0) return undefined;
	return {
		passed: counts.reduce((sum, { passed }) => sum + passed, 0),
		// A lane without a last line of its own has broken off.
		failed:
			counts.reduce((sum, { failed }) => sum + failed, 0) +
			(lanes.length - counts.length),
	};
}

function lane(program: string, args: readonly string[]): Promise<string> {
	return new Promise((resolve, reject) => {
		const child = spawn(process.execPath, [program, ...args], {
			stdio: ["ignore", "pipe", "inherit"],
		});
		let text = "";
		child.stdout.setEncoding("utf8").on("data", (part: string) => {
			text += part;
		});
		child.on("error", reject);
		child.on("close", () => {
			process.stdout.write(text);
			resolve(text);
		});
	});
}

function countsIn(text: string): Counts | undefined {
	const found = /^slurm: (\d+) passed, (\d+) failed$/m.exec(text);
	return found === null
		? undefined
		: { passed: Number(found[1]), failed: Number(found[2]) };
}
