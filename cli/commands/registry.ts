/**
 * The commands. A command is loaded only when it is called, because some load the tensor library. To add
 * a command, add an entry here.
 */
import type { CommandEntry } from "../command.js";

export const commands: Readonly<Record<string, CommandEntry>> = {
	analyze: {
		summary:
			"mean, error, autocorrelation, ESS and convergence of measurements in files",
		build: async () => (await import("./analyze.js")).analyzeCommand(),
	},
	baselines: {
		summary: "keep named baselines as plain files fit for git",
		build: async () => (await import("./baselines.js")).baselinesCommand(),
	},
	check: {
		summary:
			"try whether a sampler keeps its contract: a built-in one, a module, or after -- the command of a program",
		build: async () => (await import("./check.js")).checkCommand(),
	},
	collect: {
		summary:
			"take in what cells on other machines have left in a run's folder and write the report; with --into, join runs of one suite",
		build: async () => (await import("./collect.js")).collectCommand(),
	},
	compare: {
		summary:
			"compare two versions by their stored runs: exit status 0 no regression, 1 regression, 3 inconclusive",
		build: async () => (await import("./compare.js")).compareCommand(),
	},
	doctor: {
		summary: "say what computes here, why, and how fast",
		build: async () => (await import("./doctor.js")).doctorCommand(),
	},
	export: {
		summary:
			"write every stored measurement for ArviZ, pandas and NumPy: netCDF, Parquet, CSV or npz",
		build: async () => (await import("./export.js")).exportCommand(),
	},
	figures: {
		summary:
			"write figures at the width of a journal, each with its data as CSV and a draft of its caption",
		build: async () => (await import("./figures.js")).figuresCommand(),
	},
	init: {
		summary:
			"write a first suite with comments, and the schema from which editors complete it",
		build: async () => (await import("./init.js")).initCommand(),
	},
	import: {
		summary:
			"measure and check finished configurations, and compare them by statistics",
		build: async () => (await import("./import.js")).importCommand(),
	},
	list: {
		summary: "list what is built in",
		build: async () => (await import("./list.js")).listCommand(),
	},
	methods: {
		summary:
			"write what in fact ran as a paragraph in LaTeX, with BibTeX entries",
		build: async () => (await import("./methods.js")).methodsCommand(),
	},
	reference: {
		summary:
			"make reference values by long runs whose exact identities are checked",
		build: async () => (await import("./reference.js")).referenceCommand(),
	},
	report: {
		summary:
			"write one HTML page from the records of runs; timings of different hardware are never ranked together",
		build: async () => (await import("./report.js")).reportCommand(),
	},
	run: {
		summary: "run a suite and write its report",
		build: async () => (await import("./run.js")).runCommand(),
	},
	schema: {
		summary:
			"print the JSON Schema of a file format, or of the protocol of outside samplers",
		build: async () => (await import("./schema.js")).schemaCommand(),
	},
	serve: {
		summary:
			"answer another program over standard input and output: log density, gradient and observables of batches of configurations",
		build: async () => (await import("./serve.js")).serveCommand(),
	},
	"slurm-task": {
		summary: "run one task of a job array",
		build: async () => (await import("./slurm-task.js")).slurmTaskCommand(),
		hidden: true,
	},
	status: {
		summary:
			"how far a run is, from its folder alone: exit status 0 when all is done, 3 while something is missing, 4 when cells failed",
		build: async () => (await import("./status.js")).statusCommand(),
	},
	tables: {
		summary: "print the ranking and the observables as tables",
		build: async () => (await import("./tables.js")).tablesCommand(),
	},
	watch: {
		summary:
			"write a live page of a run, from its folder alone, until the run has ended",
		build: async () => (await import("./watch.js")).watchCommand(),
	},
};
