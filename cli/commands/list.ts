import { Argument, Command } from "commander";
import * as actions from "../../actions/registry.js";
import { exitStatus } from "../../core/errors.js";
import { handle } from "../command.js";

const kinds = ["actions"] as const;

interface Entry {
	readonly name: string;
	readonly label: string;
	readonly reference?: string;
}

const entries: Readonly<
	Record<(typeof kinds)[number], () => readonly Entry[]>
> = {
	actions: () => Object.values(actions),
};

/** `latticebench list KIND`: what is registered, one a line. */
export function listCommand(): Command {
	return new Command("list")
		.description("list what is built in")
		.addArgument(new Argument("<kind>", "what to list").choices(kinds))
		.action(
			handle((kind: (typeof kinds)[number]) => {
				const rows = entries[kind]();
				const width = Math.max(...rows.map((row) => row.name.length));
				for (const row of rows) {
					process.stdout.write(`${row.name.padEnd(width)}  ${row.label}\n`);
				}
				return exitStatus.done;
			}),
		);
}
