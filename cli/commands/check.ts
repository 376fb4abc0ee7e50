/** `latticebench check`: does a sampler keep its contract, and does it sample the right distribution? */
import { dirname, resolve } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { exitStatus, InputError, messageOf } from "../../core/errors.js";
import type { Finding } from "../../harness/check/check.js";
import { Kit, type Subject } from "../../harness/check/kit.js";
import { type Line, runChecks } from "../../harness/check/run-checks.js";
import { printable } from "../../reports/text/escape.js";
import { external } from "../../samplers/external/external.js";
import { builtin } from "../../suites/catalogue.js";
import { suggestion } from "../../suites/mistakes/nearest.js";
import { loadSampler } from "../../suites/modules.js";
import { openBackend } from "../../tensor/backend.js";
import { handle } from "../command.js";
import { extents, positiveNumber } from "../option-values.js";

interface CheckOptions {
	readonly options: Readonly<Record<string, unknown>>;
	readonly seconds: number;
	readonly threads: number;
	readonly shape?: readonly number[];
	readonly format: "text" | "json";
}

export function checkCommand(): Command {
	return new Command("check")
		.argument(
			"<what...>",
			"name of a sampler, path of a module, or -- and a command with its arguments",
		)
		.option(
			"--options <json>",
			"options of the sampler as a JSON object",
			parseOptions,
			{},
		)
		.option(
			"--seconds <n>",
			"for each of two long preparations",
			positiveNumber,
			15,
		)
		.option(
			"--shape <extents>",
			"lattice, such as 6x6, of a sampler that treats no other (default: 4x4 and 6x6)",
			extents,
		)
		.option("--threads <n>", "processor threads", positiveNumber, 1)
		.addOption(
			new Option("--format <format>", "how the findings are printed")
				.choices(["text", "json"])
				.default("text"),
		)
		.action(
			handle(async (what: readonly string[], chosen: CheckOptions) => {
				const subject = process.argv.includes("--")
					? program(what, chosen)
					: await sampler(what, chosen);
				const { seconds, threads, shape, format } = chosen;
				const backend = await openBackend("auto");
				const kit = new Kit(subject, {
					seconds,
					threads,
					backend,
					...(shape === undefined ? {} : { shape }),
				});
				const lines = await runChecks(kit, (line) => {
					if (format === "text") process.stdout.write(textOf(line));
				});
				const count = (outcome: Finding["outcome"]) =>
					lines.filter((line) => line.outcome === outcome).length;
				const failed = count("fail");
				process.stdout.write(
					format === "json"
						? `${JSON.stringify({ sampler: subject.name, passed: count("pass"), failed, skipped: count("skip"), checks: lines }, null, 2)}\n`
						: `\n${printable(subject.name)}: ${count("pass")} passed, ${failed} failed, ${count("skip")} skipped\n`,
				);
				return failed > 0 ? exitStatus.regression : exitStatus.done;
			}),
		);
}

function program(
	command: readonly string[],
	{ options }: CheckOptions,
): Subject {
	const given = external.options.parse({ command, options });
	return {
		name: command.join(" "),
		create: () => external.create(given),
		external: given,
		folder: process.cwd(),
	};
}

async function sampler(
	[name = "", ...others]: readonly string[],
	{ options }: CheckOptions,
): Promise<Subject> {
	if (others.length > 0)
		throw new InputError(
			`check ${[name, ...others].join(" ")}: one sampler was expected; a program stands after --, as in latticebench check -- ${[name, ...others].join(" ")}`,
		);
	const known = [...builtin.samplers.keys()].filter(
		(key) => builtin.samplers.get(key)?.input === undefined,
	);
	const definition = known.includes(name)
		? builtin.samplers.get(name)
		: await loadSampler(name);
	if (definition === undefined)
		throw new InputError(
			`check ${name}: no such sampler; expected one of ${known.join(", ")}, the path of a module, or -- and a command${suggestion(name, known)}`,
		);
	const parsed = definition.options.safeParse(options);
	if (!parsed.success) {
		const problems = parsed.error.issues.map(({ path, message }) =>
			[...path, message].join(": "),
		);
		throw new InputError(`--options: ${problems.join("; ")}`);
	}
	return {
		name,
		create: () => definition.create(parsed.data as never),
		folder: dirname(resolve(name)),
	};
}

function textOf({ outcome, name, title, detail, seconds }: Line): string {
	const word = { pass: "pass", fail: "FAIL", skip: "skip" }[outcome];
	const shown = detail.split("\n").map(printable).join("\n      ");
	return `${word}  ${name.padEnd(12)} ${title} (${seconds.toFixed(1)} s)\n      ${shown}\n`;
}

function parseOptions(text: string): unknown {
	try {
		const value: unknown = JSON.parse(text);
		if (typeof value === "object" && value !== null && !Array.isArray(value))
			return value;
	} catch (error) {
		throw new InvalidArgumentError(messageOf(error));
	}
	throw new InvalidArgumentError("expected a JSON object");
}
