/** The packed folder as all that nodes have: no Node, no npm, and nothing of the checkout. */
import { execFileSync } from "node:child_process";
import {
	cpSync,
	existsSync,
	mkdirSync,
	readFileSync,
	readlinkSync,
	symlinkSync,
} from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { processesWith } from "../support/processes.js";
import type { Cluster } from "./cluster.js";
import { type Check, call, logsOf, numbersOf, writeSuite } from "./support.js";

const checkout = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");

/** What the launcher may rely on, and Slurm's own programs. */
const programs = [
	...["sh", "gzip", "tar", "mkdir", "mktemp", "chmod", "rm", "id"],
	...["readlink", "dirname", "sbatch", "squeue", "scontrol", "scancel"],
];

const suite = {
	samplers: [
		{
			sampler: "hmc",
			options: { chains: 4, trajectory: 1, stepSize: 0.25, thermalise: 100 },
		},
		{
			sampler: "realnvp",
			options: { layers: 2, hidden: [8], batch: 16 },
			budget: { steps: 50 },
		},
	],
	targets: [
		{
			action: "free-field",
			label: "free",
			shape: [4, 4],
			parameters: { m2: 1 },
		},
	],
	seeds: [1, 2],
};

export async function packed(
	cluster: Cluster,
	folder: string,
	check: Check,
): Promise<void> {
	const path = writeSuite(folder, [], {
		...suite,
		machines: {
			sbatch: { "cpus-per-task": 1 },
			before: ["command -v node || echo no node here"],
		},
	});
	const made = execFileSync(
		process.execPath,
		[join(checkout, "dist/pack/main.js"), "--into", join(folder, "made")],
		{ encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] },
	).trim();
	// As it is carried to a cluster.
	const there = join(folder, "there");
	cpSync(made, there, { recursive: true });
	const env = { ...cluster.env, PATH: toolsIn(folder, cluster) };
	const out = join(folder, "slurm");
	const submitted = await call(
		{ ...cluster, env },
		["run", path, "--out", out, "--executor", "slurm"],
		[join(there, "latticebench")],
		folder,
	);
	check(
		"a packed folder submits",
		submitted.text.includes("submitted 4 cells"),
		submitted.text.split("\n")[0],
	);
	const seen = await watch(cluster);
	check(
		"on the nodes there is no node",
		logsOf(out).length >= 4 &&
			logsOf(out).every((text) => text.includes("no node here")),
	);
	const foreign = [...seen].filter((words) => words.includes(checkout));
	check(
		"the packed program alone runs there, from its own folder",
		seen.size > 0 && foreign.length === 0,
		foreign[0] ?? `${seen.size} processes looked at`,
	);
	const local = join(folder, "local");
	await call(cluster, ["run", path, "--out", local, "--quiet"]);
	const [expected, found] = [numbersOf(local), numbersOf(out)];
	const equal = [...expected].filter(
		([name, text]) => found.get(name) === text,
	);
	check(
		"its records, collected in Slurm, are those of the checkout on this machine",
		expected.size === 4 && equal.length === 4,
		`${equal.length} of ${expected.size}`,
	);
	check("the report is there", existsSync(join(out, "report.html")));
}

/** A folder for PATH with these programs and nothing else. */
function toolsIn(folder: string, { env }: Cluster): string {
	const tools = join(folder, "tools");
	mkdirSync(tools);
	for (const program of programs) {
		const found = (env.PATH ?? "")
			.split(delimiter)
			.map((place) => join(place, program))
			.find((name) => existsSync(name));
		if (found === undefined) throw new Error(`no ${program} here`);
		symlinkSync(found, join(tools, program));
	}
	return tools;
}

/** Program and arguments of every process seen inside jobs until the queue is empty. */
async function watch(cluster: Cluster): Promise<ReadonlySet<string>> {
	const seen = new Set<string>();
	const end = Date.now() + 600_000;
	while (cluster.ask("squeue", "-h") !== "" && Date.now() < end) {
		for (const name of ["latticebench", "latticebench-collect"])
			for (const id of processesWith(`SLURM_JOB_NAME=${name}`))
				try {
					seen.add(
						`${readlinkSync(`/proc/${id}/exe`)} ${readFileSync(`/proc/${id}/cmdline`, "utf8").replaceAll("\0", " ")}`,
					);
				} catch {
					// It has ended.
				}
		await sleep(100);
	}
	return seen;
}
