import { Argument, Command } from "commander";
import * as actions from "../../actions/registry.js";
import { exitStatus, InputError } from "../../core/errors.js";
import { observables } from "../../metrics/registry.js";
import * as samplers from "../../samplers/registry.js";
import { builtinSuites, loadSuite, noSuites } from "../../suites/load.js";
import { backends } from "../../tensor/backends/registry.js";
import { handle } from "../command.js";

const kinds = [
	"suites",
	"samplers",
	"actions",
	"observables",
	"backends",
] as const;

interface Entry {
	readonly name: string;
	readonly label: string;
}

const entries: Readonly<
	Record<(typeof kinds)[number], () => Promise<readonly Entry[]>>
> = {
	suites: () => Promise.all(builtinSuites().map(describeSuite)),
	samplers: async () => Object.values(samplers),
	actions: async () => Object.values(actions),
	observables: async () => observables,
	backends: async () => backends,
};

async function describeSuite(name: string): Promise<Entry> {
	const { suite } = await loadSuite(name);
	const { targets, samplers: entries } = suite;
	return {
		name,
		label: `${suite.title} (${targets.map((target) => target.label).join(", ")}; ${entries.map((entry) => entry.label).join(", ")})`,
	};
}

/** `latticebench list KIND`: everything that is registered, one per line. */
export function listCommand(): Command {
	return new Command("list")
		.addArgument(
			new Argument("[kind]", "what to list (default: everything)").choices(
				kinds,
			),
		)
		.action(
			handle(async (kind: (typeof kinds)[number] | undefined) => {
				if (kind !== undefined) await listKind(kind);
				else
					for (const [index, each] of kinds.entries()) {
						process.stdout.write(`${index === 0 ? "" : "\n"}${each}\n`);
						await listKind(each, "  ");
					}
				return exitStatus.done;
			}),
		);
}

async function listKind(
	kind: (typeof kinds)[number],
	indent = "",
): Promise<void> {
	const rows = await entries[kind]();
	if (rows.length === 0) throw new InputError(noSuites());
	const width = Math.max(...rows.map((row) => row.name.length));
	for (const row of rows)
		process.stdout.write(`${indent}${row.name.padEnd(width)}  ${row.label}\n`);
}
