/** What each process of a command takes: by its clock, and in processor seconds. */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { spentSchema } from "./spent.js";

const processSchema = z.object({
	/** Whether it is that of a cell. */
	cell: z.boolean(),
	/** From its start to its end. */
	all: spentSchema,
	/** From its start to the moment when it knows its question. */
	begins: spentSchema.optional(),
	/** From its start to its first report of progress. */
	works: spentSchema.optional(),
});

export type ProcessSpent = z.infer<typeof processSchema>;

/** Loaded by every process before its program. The first line of a cell's log says that it begins. */
const hook = `
if (require("node:worker_threads").isMainThread) {
	const told = { cell: /cell.(main|start)/.test(process.argv[1]) };
	const read = () => {
		const { user, system } = process.cpuUsage();
		return { seconds: performance.now() / 1000, coreSeconds: (user + system) / 1e6 };
	};
	if (told.cell) {
		const { log } = console;
		const { send } = process;
		console.log = (...words) => {
			told.begins ??= read();
			log(...words);
		};
		process.send = (message, ...rest) => {
			if (message.kind === "progress") told.works ??= read();
			return send.call(process, message, ...rest);
		};
	}
	process.on("exit", () => {
		told.all = read();
		require("node:fs").appendFileSync(process.env.LATTICEBENCH_TOLD, JSON.stringify(told) + "\\n");
	});
}`;

/**
 * Runs a command of the program that is built below `root`; its processes in the order of their ends.
 * @param folder for files
 */
export function processesOf(
	folder: string,
	root: string,
	args: readonly string[],
): readonly ProcessSpent[] {
	const told = join(folder, "told.jsonl");
	const hookPath = join(folder, "hook.cjs");
	writeFileSync(told, "");
	writeFileSync(hookPath, hook);
	execFileSync(process.execPath, [join(root, "dist/cli/main.js"), ...args], {
		stdio: "ignore",
		env: {
			...process.env,
			LATTICEBENCH_TOLD: told,
			NODE_OPTIONS: `--require ${hookPath}`,
		},
	});
	const lines = readFileSync(told, "utf8").trim().split("\n");
	return lines.map((line) => processSchema.parse(JSON.parse(line)));
}
