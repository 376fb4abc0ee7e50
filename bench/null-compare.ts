/**
 * Equal versions must not alarm. This runs a suite repeatedly with different seeds, compares every
 * run with the first, and counts the exit statuses. `node dist/bench/null-compare.js 50 smoke` does
 * 50 runs; further arguments go to `latticebench run`. It ends with 1 if any pair ended with a
 * status other than 0 or 3.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { argv, execPath, exit, stdout } from "node:process";
import { fileURLToPath } from "node:url";
import { execa } from "execa";

const main = fileURLToPath(new URL("../cli/main.js", import.meta.url));
const [countText = "50", suite = "smoke", ...others] = argv.slice(2);
const firstSeed = 7000;
const count = Number(countText);
if (!Number.isInteger(count) || count < 1) {
	stdout.write("expected a number of runs, such as 50\n");
	exit(2);
}

const folder = await mkdtemp(join(tmpdir(), "null-compare-"));
const statuses = new Map<number, number>();
try {
	const base = await run(0);
	for (let k = 1; k <= count; k++) {
		const fresh = await run(k);
		const result = await execa(execPath, [main, "compare", base, fresh], {
			reject: false,
		});
		const status = result.exitCode ?? -1;
		statuses.set(status, (statuses.get(status) ?? 0) + 1);
		stdout.write(`${k} of ${count}: exit status ${status}\n`);
		if (status !== 0 && status !== 3) {
			stdout.write(`${result.stdout}\n${result.stderr}\n`);
		}
		await rm(fresh, { recursive: true });
	}
} finally {
	await rm(folder, { recursive: true, force: true });
}
for (const [status, times] of [...statuses].sort(([a], [b]) => a - b)) {
	stdout.write(`exit status ${status}: ${times} of ${count}\n`);
}
exit(
	[...statuses.keys()].every((status) => status === 0 || status === 3) ? 0 : 1,
);

/** One run of the suite with its own seed. */
async function run(k: number): Promise<string> {
	const out = join(folder, String(k));
	const { exitCode } = await execa(
		execPath,
		[
			...[main, "run", suite, "--out", out, "--quiet"],
			...["--set", `seeds=[${firstSeed + k}]`],
			...others,
		],
		{ reject: false },
	);
	// One sound cell in a thousand fails a check of its own, and then the run has status 1.
	if (exitCode !== 0 && exitCode !== 1) {
		throw new Error(`run ${k} ended with exit status ${exitCode}`);
	}
	return out;
}
