/** `latticebench init`: a first suite from flags, or from three questions at a terminal. */
import { existsSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import { Command, InvalidArgumentError } from "commander";
import { z } from "zod";
import { exitStatus, InputError, messageOf } from "../../core/errors.js";
import { builtin, createAction, entryOf } from "../../suites/catalogue.js";
import { firstSuite } from "../../suites/first-suite.js";
import { loadText } from "../../suites/load.js";
import { suggestion } from "../../suites/mistakes/nearest.js";
import { pointsOf, type StartingPoint } from "../../suites/points.js";
import { suiteSchema } from "../../suites/schema.js";
import { handle } from "../command.js";
import { writeOutput } from "../files/write-file.js";
import { couplings, extents, names, wholeNumber } from "../option-values.js";

interface Options {
	readonly action?: string;
	readonly shape?: readonly number[];
	readonly parameters?: Readonly<Record<string, number>>;
	readonly samplers?: readonly string[];
	readonly seeds: number;
	readonly draws: number;
	readonly seconds: number;
	readonly force: boolean;
}

const schemaName = "latticebench.schema.json";

export function initCommand(): Command {
	return new Command("init")
		.argument("[file]", "where the suite goes", "suite.yaml")
		.option("--action <name>", "what is sampled")
		.option("--shape <extents>", "lattice, such as 8x8", extents)
		.option("--parameters <list>", "such as m2=-4,lambda=6.975", couplings)
		.option("--samplers <list>", "names with commas between", names)
		.option(
			"--seeds <count>",
			"cells of each sampler and target",
			wholeNumber(1),
			3,
		)
		.option(
			"--draws <count>",
			"stored configurations per cell",
			wholeNumber(1),
			20_000,
		)
		.option("--seconds <count>", "preparation per cell", wholeNumber(1), 30)
		.option("--force", "replace a file that is there", false)
		.action(
			handle(async (file: string, options: Options) => {
				if (existsSync(file) && !options.force)
					throw new InputError(
						`${file} is there already; choose another name, or --force to replace it`,
					);
				const answers = process.stdin.isTTY ? await asked(options) : options;
				const text = await suiteText(file, answers);
				const schema = join(dirname(file), schemaName);
				await writeOutput(
					schema,
					`${JSON.stringify(schemaOf(), null, "\t")}\n`,
				);
				await writeOutput(file, text);
				process.stdout.write(
					`${file}\n${schema}\nnext: latticebench run ${file} --dry-run\n`,
				);
				return exitStatus.done;
			}),
		);
}

async function suiteText(file: string, options: Options): Promise<string> {
	const { action = "phi4", seeds, draws, seconds } = options;
	known("action", action, builtin.actions);
	for (const name of options.samplers ?? [])
		known("sampler", name, builtin.samplers);
	const points = await pointsOf(action);
	const [point] = points;
	const parameters = options.parameters ?? point?.parameters;
	const shape = options.shape ?? point?.shape;
	if (parameters === undefined || shape === undefined)
		throw new InputError(
			`no built-in suite samples ${action}: give --parameters and --shape`,
		);
	const samplers = options.samplers ?? able(action, shape, parameters, points);
	const text = firstSuite(
		{
			...{ action, shape, parameters, samplers, draws, seconds },
			seeds: Array.from({ length: seeds }, (_, i) => i + 1),
			schema: schemaName,
		},
		builtin,
	);
	try {
		await loadText({ file: basename(file), text }, dirname(resolve(file)));
	} catch (error) {
		if (!(error instanceof InputError)) throw error;
		throw new InputError(`nothing written: ${messageOf(error)}`);
	}
	return text;
}

/** Samplers of the built-in suites on this action that can treat this target. */
function able(
	name: string,
	shape: readonly number[],
	parameters: Readonly<Record<string, number>>,
	points: readonly StartingPoint[],
): string[] {
	const wanted = points.flatMap(({ samplers }) => samplers);
	const target = { label: name, action: name, shape, parameters };
	try {
		const action = createAction(builtin, { ...target, references: {} });
		const can = [...new Set([...wanted, "hmc"])].filter((sampler) => {
			const { options, create, input } = entryOf(builtin.samplers, sampler);
			const chosen = options.safeParse({});
			return (
				input === undefined &&
				chosen.success &&
				create(chosen.data as never).supports(action).ok
			);
		});
		return can.slice(0, 4);
	} catch {
		// Parameters that the action refuses are told when the whole suite is checked.
		return ["hmc"];
	}
}

function known(
	what: string,
	name: string,
	all: ReadonlyMap<string, unknown>,
): void {
	if (all.has(name)) return;
	const candidates = [...all.keys()];
	throw new InputError(
		`${JSON.stringify(name)} is no ${what}${suggestion(name, candidates)}; known: ${candidates.join(", ")}`,
	);
}

/** Three questions, each with its default in brackets; what the flags say is not asked. */
async function asked(options: Options): Promise<Options> {
	const lines = createInterface({
		input: process.stdin,
		output: process.stderr,
	});
	try {
		const ask = async (question: string, standard: string) =>
			(await lines.question(`${question} [${standard}] `)).trim() || standard;
		const action =
			options.action ??
			(await ask(
				`What is sampled? ${[...builtin.actions.keys()].join(", ")}`,
				"phi4",
			));
		const [point] = await pointsOf(action);
		const shape =
			options.shape ??
			extents(
				await ask("On which lattice?", (point?.shape ?? [8, 8]).join("x")),
			);
		const samplers =
			options.samplers ??
			names(
				await ask(
					"By whom? Names with commas between",
					(point?.samplers ?? ["hmc"]).slice(0, 4).join(","),
				),
			);
		return { ...options, action, shape, samplers };
	} catch (error) {
		throw error instanceof InvalidArgumentError
			? new InputError(error.message)
			: error;
	} finally {
		lines.close();
	}
}

function schemaOf(): unknown {
	return z.toJSONSchema(suiteSchema(builtin, true), {
		io: "input",
		unrepresentable: "any",
	});
}
