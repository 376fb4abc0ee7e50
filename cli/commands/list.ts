/** The command `list`: what is registered. */
import { Argument, Command } from "commander";
import { exitStatus, InputError } from "../../core/errors.js";
import { noSuites } from "../../suites/folder.js";
import { handle } from "../command.js";
import {
	type BuiltIn,
	type Kind,
	kinds,
	readIndex,
} from "../files/built-in-index.js";

/** `latticebench list KIND`: everything that is registered, one per line. */
export function listCommand(): Command {
	return new Command("list")
		.addArgument(
			new Argument("[kind]", "what to list (default: everything)").choices(
				kinds,
			),
		)
		.action(
			handle(async (kind: Kind | undefined) => {
				const all = readIndex() ?? (await describe());
				if (kind !== undefined) listKind(all, kind);
				else
					for (const [index, each] of kinds.entries()) {
						process.stdout.write(`${index === 0 ? "" : "\n"}${each}\n`);
						listKind(all, each, "  ");
					}
				return exitStatus.done;
			}),
		);
}

async function describe(): Promise<BuiltIn> {
	const { describeBuiltIn } = await import("../text/built-in.js");
	return describeBuiltIn();
}

function listKind(all: BuiltIn, kind: Kind, indent = ""): void {
	const rows = all[kind];
	if (rows.length === 0) throw new InputError(noSuites());
	const width = Math.max(...rows.map((row) => row.name.length));
	for (const row of rows)
		process.stdout.write(`${indent}${row.name.padEnd(width)}  ${row.label}\n`);
}
