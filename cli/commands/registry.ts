/**
 * The commands. Each is loaded when it is called, because some bring the tensor library along, which
 * takes a second to start: adding one is a line here.
 */
import type { Command } from "commander";

export const commands: Readonly<Record<string, () => Promise<Command>>> = {
	analyze: async () => (await import("./analyze.js")).analyzeCommand(),
	baselines: async () => (await import("./baselines.js")).baselinesCommand(),
	compare: async () => (await import("./compare.js")).compareCommand(),
	doctor: async () => (await import("./doctor.js")).doctorCommand(),
	figures: async () => (await import("./figures.js")).figuresCommand(),
	list: async () => (await import("./list.js")).listCommand(),
	report: async () => (await import("./report.js")).reportCommand(),
	run: async () => (await import("./run.js")).runCommand(),
	schema: async () => (await import("./schema.js")).schemaCommand(),
	tables: async () => (await import("./tables.js")).tablesCommand(),
};
