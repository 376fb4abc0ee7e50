/**
 * `latticebench import FIELDS`: makes finished configurations a row of a report. If `--out` names an
 * existing run, they stand beside its samplers. Otherwise they make a run of their own.
 */
import { existsSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { Argument, Command, InvalidArgumentError, Option } from "commander";
import { parse, stringify } from "yaml";
import { type ExitStatus, InputError } from "../../core/errors.js";
import { openFinished } from "../../samplers/ensemble/ensemble.js";
import { ensembleOptionsSchema } from "../../samplers/ensemble/options.js";
import { createAction } from "../../suites/catalogue.js";
import { pathsOf } from "../../suites/input-files.js";
import { type LoadedSuite, loadText } from "../../suites/load.js";
import { openBackend } from "../../tensor/backend.js";
import { handle } from "../command.js";
import { extents, names, realNumber, wholeNumber } from "../option-values.js";
import { runLoaded } from "../run-loaded.js";

interface Options {
	readonly out?: string;
	readonly target?: string;
	readonly label?: string;
	readonly action?: string;
	readonly shape?: readonly number[];
	readonly parameter: readonly (readonly [string, number])[];
	readonly logq?: string;
	readonly logWeights?: string;
	readonly declaredAction?: string;
	readonly axes?: readonly string[];
	readonly every?: number;
	readonly convention?: string;
	readonly draws?: number;
	readonly costTrain?: number;
	readonly costDraw?: number;
	readonly costUnit?: string;
	readonly costDevice?: string;
	readonly costSource?: string;
	readonly quiet: boolean;
}

export function importCommand(): Command {
	return new Command("import")
		.addArgument(
			new Argument(
				"<fields>",
				"configurations: x.npy, x.npz:NAME or x.h5:/PATH, as [draw, ...lattice] or with --axes",
			),
		)
		.option("--out <dir>", "folder of a run to join, or of a new one")
		.option("--target <label>", "target of that run that was sampled")
		.option("--label <name>", "name in tables (default: that of the file)")
		.option("--action <name>", "action of a new run, such as phi4")
		.option("--shape <extents>", "its lattice, such as 6,6", extents)
		.option(
			"--parameter <name=value>",
			"its couplings, such as m2=-4 (repeatable)",
			assignment,
			[],
		)
		.option("--logq <array>", "normalised log density of each draw")
		.option("--log-weights <array>", "log weight of each draw")
		.option(
			"--declared-action <array>",
			"S of each as its makers say, to be compared",
		)
		.option(
			"--axes <names>",
			"meaning of the axes of the fields, such as chain,draw,x,y",
			names,
		)
		.option(
			"--every <updates>",
			"updates from one stored configuration to the next",
			wholeNumber(1),
		)
		.addOption(
			new Option("--convention <name>", "normalisation of the fields").choices(
				ensembleOptionsSchema.shape.convention.unwrap().options,
			),
		)
		.option("--draws <count>", "only the first so many", wholeNumber(1))
		.option(
			"--cost-train <seconds>",
			"declared cost of preparing",
			realNumber(0),
		)
		.option(
			"--cost-draw <seconds>",
			"declared cost of drawing all",
			realNumber(0),
		)
		.option("--cost-unit <unit>", "device-seconds, core-seconds or seconds")
		.option("--cost-device <name>", "device that was used")
		.option("--cost-source <text>", "who says so, and where")
		.option("--quiet", "no progress", false)
		.action(handle(run));
}

async function run(fields: string, options: Options): Promise<ExitStatus> {
	const label =
		options.label ?? basename(fields).replace(/\.(npy|npz|h5|hdf5|nc).*$/i, "");
	const { loaded, target } = await suiteWith(fields, label, options);
	await tryFiles(loaded, label, target);
	return runLoaded(loaded, {
		...(options.out === undefined ? {} : { out: options.out }),
		backend: "auto",
		threads: 1,
		only: [target, label],
		fresh: false,
		executor: "local",
		quiet: options.quiet,
	});
}

interface SuiteText {
	readonly title?: string;
	readonly targets: readonly { readonly label?: string }[];
	readonly samplers: readonly { readonly label?: string }[];
}

/** The suite of the folder, or a new one, with the finished configurations as one sampler more. */
async function suiteWith(
	fields: string,
	label: string,
	options: Options,
): Promise<{ readonly loaded: LoadedSuite; readonly target: string }> {
	const file = join(options.out ?? "", "suite.yaml");
	const joins = options.out !== undefined && existsSync(file);
	const suite = joins
		? (parse(readFileSync(file, "utf8")) as SuiteText)
		: newSuite(label, options);
	const labels = suite.targets.map((entry) => entry.label ?? "");
	const target =
		options.target ?? (labels.length === 1 ? labels[0] : undefined);
	if (target === undefined || !labels.includes(target))
		throw new InputError(
			`--target: expected the label of what was sampled, one of ${labels.join(", ")}`,
		);
	const samplers = suite.samplers.filter((entry) => entry.label !== label);
	const text = stringify({
		...suite,
		samplers: [...samplers, entryOf(fields, label, options)],
	});
	// Paths in the folder's own suite are absolute already.
	const name = joins ? file : `${label}.yaml`;
	const loaded = await loadText({ file: name, text }, process.cwd());
	return { loaded, target };
}

function newSuite(label: string, options: Options): SuiteText {
	const { action, shape, parameter } = options;
	if (action === undefined || shape === undefined)
		throw new InputError(
			`expected --out of a run that was made with a suite, or --action and --shape of what was sampled, such as --action phi4 --shape 6,6 --parameter m2=-4 --parameter lambda=6.975`,
		);
	const target = {
		label: options.target ?? action,
		action,
		shape,
		parameters: Object.fromEntries(parameter),
	};
	return { title: label, targets: [target], samplers: [] };
}

function entryOf(fields: string, label: string, options: Options) {
	const { costTrain, costDraw, costUnit, costDevice, costSource } = options;
	const cost = {
		train: costTrain,
		draw: costDraw,
		unit: costUnit ?? "seconds",
		device: costDevice,
		source: costSource,
	};
	const declared = [costTrain, costDraw, costUnit, costDevice, costSource];
	const given = (value: string | undefined): string | undefined =>
		value === undefined ? undefined : resolve(value);
	return {
		sampler: "ensemble",
		label,
		fields: resolve(fields),
		logq: given(options.logq),
		logWeights: given(options.logWeights),
		action: given(options.declaredAction),
		axes: options.axes,
		every: options.every,
		convention: options.convention,
		draws: options.draws,
		...(declared.some((value) => value !== undefined) ? { cost } : {}),
	};
}

/** Ends here, before anything is written, if the files do not fit the target. */
async function tryFiles(
	{ suite, catalogue }: LoadedSuite,
	label: string,
	target: string,
): Promise<void> {
	const spec = suite.samplers.find((entry) => entry.label === label);
	const asked = suite.targets.find((entry) => entry.label === target);
	if (spec === undefined || asked === undefined) return;
	await openBackend("cpu");
	const prepared = await openFinished(
		createAction(catalogue, asked),
		ensembleOptionsSchema.parse(spec.options),
		{ files: pathsOf(spec.files ?? []) },
	);
	prepared.dispose();
}

function assignment(
	text: string,
	before: readonly (readonly [string, number])[],
): readonly (readonly [string, number])[] {
	const [name = "", ...rest] = text.split("=");
	const value = Number(rest.join("="));
	if (name === "" || rest.join("").trim() === "" || !Number.isFinite(value))
		throw new InvalidArgumentError("expected NAME=NUMBER, such as m2=-4.");
	return [...before, [name, value]];
}
