/**
 * `latticebench serve`: answers log density, gradient and observables of one action to another program, line
 * by line.
 */
import { createInterface } from "node:readline";
import { Command } from "commander";
import type { Action } from "../../actions/action.js";
import { exitStatus, InputError, messageOf } from "../../core/errors.js";
import { createLattice } from "../../core/lattice.js";
import { Door } from "../../harness/serve/door.js";
import { builtin } from "../../suites/catalogue.js";
import { suggestion } from "../../suites/mistakes/nearest.js";
import { loadAction } from "../../suites/modules.js";
import { openBackend } from "../../tensor/backend.js";
import { handle } from "../command.js";
import { couplings, extents } from "../option-values.js";

interface ServeOptions {
	readonly action: string;
	readonly shape: readonly number[];
	readonly parameters: Readonly<Record<string, number>>;
	readonly convention?: string;
}

export function serveCommand(): Command {
	return new Command("serve")
		.requiredOption("--action <name>", "a built-in action or a module")
		.requiredOption("--shape <extents>", "such as 8x8", extents)
		.option("--parameters <list>", "such as m2=-4,lambda=6.975", couplings, {})
		.option("--convention <name>", "of the parameters")
		.action(
			handle(async (options: ServeOptions) => {
				await openBackend("auto");
				const door = new Door(await actionOf(options));
				const lines = createInterface({ input: process.stdin });
				for await (const line of lines) {
					if (line.trim() === "") continue;
					const answer = await door.answer(line);
					if (answer !== undefined) process.stdout.write(`${answer}\n`);
					if (isShutdown(line)) break;
				}
				// Whoever asked may keep the pipe open.
				process.stdin.destroy();
				return exitStatus.done;
			}),
		);
}

async function actionOf({
	action: name,
	shape,
	parameters: given,
	convention,
}: ServeOptions): Promise<Action> {
	const names = [...builtin.actions.keys()];
	const definition = builtin.actions.get(name) ?? (await loadAction(name));
	if (definition === undefined)
		throw new InputError(
			`--action ${name}: no such action; expected one of ${names.join(", ")}, or the path of a module${suggestion(name, names)}`,
		);
	const lattice = createLattice(shape);
	const known = Object.keys(definition.conventions ?? {});
	const other =
		convention === undefined ? undefined : definition.conventions?.[convention];
	if (convention !== undefined && other === undefined)
		throw new InputError(
			`--convention ${convention}: expected one of ${known.join(", ")}${suggestion(convention, known)}`,
		);
	const parsed = (other?.parameters ?? definition.parameters).safeParse(given);
	if (!parsed.success) {
		const problems = parsed.error.issues.map(({ path, message }) =>
			[...path, message].join(": "),
		);
		throw new InputError(`--parameters: ${problems.join("; ")}`);
	}
	const own =
		other === undefined
			? parsed.data
			: other.convert(parsed.data as Record<string, number>, lattice)
					.parameters;
	try {
		return definition.create(lattice, own as never);
	} catch (error) {
		throw new InputError(`--action ${name}: ${messageOf(error)}`);
	}
}

function isShutdown(line: string): boolean {
	try {
		const asked = JSON.parse(line) as { readonly method?: unknown };
		return asked.method === "shutdown";
	} catch {
		return false;
	}
}
