/**
 * `npm run test:slurm`: the executor on a real Slurm of one node (cluster.ts), as users and
 * administrators treat it. Says so and ends well where Slurm is not installed.
 *
 *     npm run test:slurm                       # all parts, 20 tiny ones among them, in two lanes: a few minutes
 *     npm run test:slurm -- many --cells 500   # one part: 500 tiny ones
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { missingPrograms, startCluster } from "./cluster.js";
import { faults } from "./faults.js";
import { gpus } from "./gpus.js";
import { runLanes } from "./lanes.js";
import { many } from "./many.js";
import { packed } from "./packed.js";
import { preemption } from "./preemption.js";
import { signals } from "./signals.js";
import { createChecks } from "./support.js";

const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: { cells: { type: "string", default: "20" } },
});

const missing = missingPrograms();
if (missing.length > 0) {
	console.log(
		`slurm: not tested, since ${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} not installed (Debian: apt-get install slurm-wlm munge)`,
	);
	process.exit(0);
}

if (positionals.length === 0) {
	const counts = await runLanes(fileURLToPath(import.meta.url), [
		...["--cells", values.cells],
	]);
	// They have said why.
	if (counts === undefined) process.exit(0);
	console.log(`slurm: ${counts.passed} passed, ${counts.failed} failed`);
	process.exit(counts.failed === 0 ? 0 : 1);
}

const wanted = (name: string) => positionals.includes(name);

const { check, counts } = createChecks();

const root = mkdtempSync(join(tmpdir(), "latticebench-slurm-"));
const cluster = await startCluster(join(root, "cluster"), 4, 16_000).catch(
	(error: unknown) => {
		// A container may lack what the daemons need; that is no fault of ours.
		console.log(`slurm: not tested, since it does not start here: ${error}`);
		process.exit(0);
	},
);
try {
	for (const test of [faults, signals, preemption, gpus, packed])
		if (wanted(test.name)) await test(cluster, join(root, test.name), check);
	if (wanted("many"))
		await many(cluster, join(root, "many"), Number(values.cells), check);
} catch (error) {
	check("the test ran to its end", false, String(error));
} finally {
	await cluster.stop();
}
console.log(`slurm: ${counts.passed} passed, ${counts.failed} failed`);
if (counts.failed === 0) rmSync(root, { recursive: true, force: true });
else console.log(`its files are in ${root}`);
process.exit(counts.failed === 0 ? 0 : 1);
