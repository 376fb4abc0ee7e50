/** 24 cells of which three are sabotaged, while users and administrators are at work. */
import { join } from "node:path";
import { recordsOf } from "../support/command.js";
import type { Cluster } from "./cluster.js";
import {
	type Check,
	call,
	empty,
	numbersOf,
	type Sampler,
	until,
	writeSuite,
} from "./support.js";

const sabotaged = [
	["crash", "failed", "SIGSEGV"],
	["hang", "timeout", "limits.time"],
	["nan", "failed", "NaN"],
] as const;

/** The first seven samplers answer three seeds each; two of them are slow enough to be caught. */
const good: readonly Sampler[] = Array.from({ length: 7 }, (_, i) => ({
	label: i < 2 ? `slow-${i}` : `good-${i}`,
	options: {
		chains: i + 1,
		kind: i % 3 === 2 ? "weighted" : "chains",
		...(i < 2 ? { steps: 40, pause: 200 } : {}),
	},
	seeds: [1, 2, 3],
}));

export async function faults(
	cluster: Cluster,
	folder: string,
	check: Check,
): Promise<void> {
	const suite = writeSuite(
		folder,
		[
			...good,
			...sabotaged.map(([failure]) => ({
				label: failure,
				options: {
					failure,
					...(failure === "hang" ? { during: "prepare" } : {}),
				},
				seeds: [1],
			})),
		],
		{
			limits: { time: "40 s" },
			machines: { sbatch: { time: 20, "cpus-per-task": 1 }, before: [":"] },
		},
	);
	const [there, here] = [join(folder, "slurm"), join(folder, "local")];
	const run = (...more: readonly string[]) =>
		call(cluster, [
			...["run", suite, "--out", there, "--executor", "slurm", ...more],
		]);
	const submitted = await run();
	check(
		"24 cells are submitted",
		submitted.status === 0 && submitted.text.includes("24 cells as 24 tasks"),
		submitted.text.trim(),
	);
	const array = /tasks of job (\d+)/.exec(submitted.text)?.[1] ?? "";
	// In the order of the plan: seed 1 of each sampler, then seed 2.
	const runs = (index: number) =>
		until(
			() =>
				cluster
					.ask("squeue", "-h", "-r", "-t", "R", "-o", "%i")
					.split("\n")
					.includes(`${array}_${index}`),
			120,
		);
	check("slow cells run", (await runs(0)) && (await runs(1)));
	cluster.ask("scontrol", "requeue", `${array}_0`);
	cluster.ask("scancel", `${array}_1`);
	const second = await run();
	check(
		"a second submission leaves alone what is in the queue",
		/nothing to submit|already/.test(second.text),
		second.text.trim(),
	);
	const local = await call(cluster, ["run", suite, "--out", there, "--quiet"]);
	check(
		"a run on this machine is refused meanwhile",
		local.status === 2 && local.text.includes("run in Slurm"),
	);
	await cluster.restartController(3);
	check("all jobs end", await empty(cluster, 400));
	const records = recordsOf(there);
	const of = (label: string, seed = 1) =>
		records.find((one) => one.sampler.label === label && one.seed === seed);
	for (const [label, status, reason] of sabotaged) {
		const record = of(label);
		check(
			`${label} has the status ${status}`,
			record?.status === status && (record.reason ?? "").includes(reason),
			record?.reason,
		);
	}
	const cancelled = of("slow-1");
	check(
		"the cancelled cell says so",
		cancelled?.status === "interrupted",
		cancelled?.reason,
	);
	check(
		"20 cells are complete, the one that was put back into the queue among them",
		records.filter(({ status }) => status === "completed").length === 20 &&
			of("slow-0")?.status === "completed",
	);
	const status = await call(cluster, ["status", there]);
	check(
		"status tells the failures",
		status.status === 4,
		status.text.split("\n")[0],
	);
	const again = await run("--only", "slow-1", "--wait");
	check(
		"the cancelled cell is submitted again",
		again.text.includes("submitted 1 cells"),
	);
	await call(cluster, [
		"run",
		suite,
		"--out",
		here,
		"--quiet",
		...good.flatMap(({ label }) => ["--only", label]),
	]);
	const [expected, found] = [numbersOf(here), numbersOf(there)];
	const equal = [...expected].filter(
		([name, text]) => found.get(name) === text,
	);
	check(
		"21 cells have the numbers of a run on this machine",
		expected.size === 21 && equal.length === 21,
		`${equal.length} of ${expected.size}`,
	);
}
