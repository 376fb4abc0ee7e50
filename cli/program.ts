/** The composition root: arguments in, exit status out. */
import { readFileSync } from "node:fs";
import { Command, CommanderError, Help, type Option } from "commander";
import { exitStatus } from "../core/errors.js";
import { report } from "./command.js";
import { commands } from "./commands/registry.js";
import { withNearestChoice } from "./text/nearest-choice.js";

const manifest = JSON.parse(
	readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
) as { version: string; description: string };

const help = new Help();
/** Hides defaults in the help that say nothing: "(default: false)", "(default: [])". */
const quietDefaults = {
	optionDescription(option: Option): string {
		const { defaultValue } = option;
		const empty =
			defaultValue === false ||
			(Array.isArray(defaultValue) && defaultValue.length === 0);
		const shown = Object.create(option, {
			defaultValue: { value: empty ? undefined : defaultValue },
		});
		return help.optionDescription(shown);
	},
};

const nearestChoices = {
	outputError(text: string, write: (text: string) => void): void {
		// One message is one line.
		const line = withNearestChoice(text).trim().replace(/\n+/g, " ");
		write(`${line} (add --help for the options)\n`);
	},
};

/** Does what the words of a command line ask for, and leaves its status in `process.exitCode`. */
export async function runProgram(args: readonly string[]): Promise<void> {
	const program = new Command("latticebench")
		.description(manifest.description)
		.version(manifest.version)
		.configureOutput(nearestChoices)
		.addHelpText("after", "\nOptions of a command: latticebench COMMAND --help")
		.exitOverride();
	const [first = "", second = ""] = args;
	const called = first === "help" ? second : first;
	for (const [name, { summary, build, hidden }] of Object.entries(commands)) {
		// The others are in the help by name and summary alone.
		const command = name === called ? await build() : new Command(name);
		// Wrong arguments of a subcommand end in the same way as those of the program.
		command
			.description(summary)
			.exitOverride()
			.configureOutput(nearestChoices)
			.configureHelp(quietDefaults);
		for (const child of command.commands) child.configureHelp(quietDefaults);
		program.addCommand(command, { hidden: hidden === true });
	}

	try {
		await program.parseAsync(args, { from: "user" });
	} catch (error) {
		if (error instanceof CommanderError) {
			process.exitCode =
				error.exitCode === 0 ? exitStatus.done : exitStatus.usage;
		} else {
			process.exitCode = report(error);
		}
	}
}
