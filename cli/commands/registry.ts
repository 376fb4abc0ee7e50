/**
 * The commands. A command is loaded only when it is called, because some load the tensor library,
 * which takes a second to start. To add a command, add a line here; what people do not call is among
 * `hidden` too.
 */
import type { CommandBuilder } from "../command.js";

export const commands: Readonly<Record<string, CommandBuilder>> = {
	analyze: async () => (await import("./analyze.js")).analyzeCommand(),
	baselines: async () => (await import("./baselines.js")).baselinesCommand(),
	check: async () => (await import("./check.js")).checkCommand(),
	collect: async () => (await import("./collect.js")).collectCommand(),
	compare: async () => (await import("./compare.js")).compareCommand(),
	doctor: async () => (await import("./doctor.js")).doctorCommand(),
	figures: async () => (await import("./figures.js")).figuresCommand(),
	init: async () => (await import("./init.js")).initCommand(),
	import: async () => (await import("./import.js")).importCommand(),
	list: async () => (await import("./list.js")).listCommand(),
	methods: async () => (await import("./methods.js")).methodsCommand(),
	reference: async () => (await import("./reference.js")).referenceCommand(),
	report: async () => (await import("./report.js")).reportCommand(),
	run: async () => (await import("./run.js")).runCommand(),
	schema: async () => (await import("./schema.js")).schemaCommand(),
	serve: async () => (await import("./serve.js")).serveCommand(),
	"slurm-task": async () =>
		(await import("./slurm-task.js")).slurmTaskCommand(),
	status: async () => (await import("./status.js")).statusCommand(),
	tables: async () => (await import("./tables.js")).tablesCommand(),
	watch: async () => (await import("./watch.js")).watchCommand(),
};

export const hidden: ReadonlySet<string> = new Set(["slurm-task"]);
