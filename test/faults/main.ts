/**
 * `npm run test:faults`: what machines do to a run of 12 cells, for real, and what is left of it.
 *
 *     npm run test:faults                          # all parts, 10 kills each: some minutes
 *     npm run test:faults -- kills --kills 200     # one part
 *
 * Parts that need root, a C compiler or tmpfs say so where these are missing.
 */
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createChecks } from "../slurm/support.js";
import { calls } from "./calls.js";
import { disks } from "./disks.js";
import { kills } from "./kills.js";
import { others } from "./others.js";
import { slurmKills } from "./slurm-kills.js";

const parts = { kills, "slurm-kills": slurmKills, disks, calls, others };

const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: {
		kills: { type: "string", default: "10" },
		/** Of the random moments. */
		seed: { type: "string", default: "1" },
	},
});

const { check, counts } = createChecks();

console.log(
	`${cpus()[0]?.model}, ${availableParallelism()} threads, Node ${process.version}`,
);
const root = mkdtempSync(join(tmpdir(), "latticebench-faults-"));
// Daemons of other users pass through it.
chmodSync(root, 0o755);
for (const [name, part] of Object.entries(parts)) {
	if (positionals.length > 0 && !positionals.includes(name)) continue;
	console.log(`${name}:`);
	try {
		await part(join(root, name), check, {
			kills: Number(values.kills),
			seed: values.seed,
		});
	} catch (error) {
		check(`${name} ran to its end`, false, String(error));
	}
}
console.log(`faults: ${counts.passed} passed, ${counts.failed} failed`);
if (counts.failed === 0) rmSync(root, { recursive: true, force: true });
else console.log(`files are in ${root}`);
process.exit(counts.failed === 0 ? 0 : 1);
