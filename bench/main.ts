/**
 * `npm run bench [-- NAME...] [--out FILE] [--rehearse]` runs the micro-benchmarks whose names
 * contain one of the given words, or all. `all` runs those that compare ours with other programs,
 * and ends with one table of them. --out writes results as JSON. --rehearse takes tiny sizes.
 * `npm run bench -- compare BEFORE NOW` compares two such files; its exit status is 1 if anything
 * became slower by more than the scatter of its rounds and by more than 3 %.
 */
import { writeFileSync } from "node:fs";
import { exit, stderr, stdout } from "node:process";
import { parseArgs } from "node:util";
import { exitStatus, messageOf } from "../core/errors.js";
import { anySlower, changeLines, compareOutcomes } from "./changes.js";
import { emptyOutcome, ratioTable, readOutcome } from "./outcome.js";
import type { BenchPart } from "./part.js";
import * as registry from "./registry.js";

const parts: readonly BenchPart[] = Object.values(registry).flat();
const usage = `npm run bench -- [NAME...] [options]
  NAME            benchmarks whose name contains it; without one, every one:
${parts.map(({ name }) => `                    ${name}\n`).join("")}  all             those that compare ours with other programs, and one table of them
  --out FILE      write the comparisons and what else they save, as JSON
  --rehearse      tiny sizes
  --help
npm run bench -- compare BEFORE NOW
                  two such files; the exit status is 1 if anything became slower
`;

function mistake(message: string): never {
	stderr.write(`${message}\n`);
	exit(exitStatus.usage);
}

function readArguments() {
	try {
		return parseArgs({
			allowPositionals: true,
			options: {
				out: { type: "string" },
				rehearse: { type: "boolean", default: false },
				help: { type: "boolean", default: false },
			},
		});
	} catch (error) {
		return mistake(`${messageOf(error)}; --help lists the options`);
	}
}

const print = (line: string) => stdout.write(`${line}\n`);

function compare(files: readonly string[]): never {
	const [first, second] = files;
	if (first === undefined || second === undefined || files.length > 2)
		mistake("compare takes two files that npm run bench -- --out wrote");
	try {
		const [before, now] = [readOutcome(first), readOutcome(second)];
		const outcome = compareOutcomes(before, now);
		for (const line of changeLines(outcome, before, now)) print(line);
		exit(anySlower(outcome.changes) ? 1 : exitStatus.done);
	} catch (error) {
		mistake(messageOf(error));
	}
}

function chosenBy(words: readonly string[]): readonly BenchPart[] {
	if (words.includes("all")) return parts.filter(({ compares }) => compares);
	// A complete name selects only that benchmark.
	const exact = parts.filter(({ name }) => words.includes(name));
	const chosen =
		exact.length > 0
			? exact
			: parts.filter(
					({ name }) =>
						words.length === 0 || words.some((word) => name.includes(word)),
				);
	if (chosen.length > 0) return chosen;
	const names = parts.map(({ name }) => name).join(", ");
	return mistake(
		`no benchmark is called ${words.join(" or ")}; there are: ${names}`,
	);
}

const { positionals: words, values } = readArguments();
if (values.help) {
	stdout.write(usage);
	exit(exitStatus.done);
}
if (words[0] === "compare") compare(words.slice(1));
const chosen = chosenBy(words);
const outcome = emptyOutcome();
const { cpu, threads, node } = outcome.machine;
print(`${cpu}, ${threads} threads, Node ${node}`);
const write = () => {
	if (values.out !== undefined)
		writeFileSync(values.out, `${JSON.stringify(outcome, null, "\t")}\n`);
};
for (const part of chosen) {
	print(`\n${part.name}: ${part.label}`);
	await part.run(print, {
		rehearsal: values.rehearse,
		save(results) {
			outcome.results[part.name] = results;
			write();
		},
		tell(ratio) {
			outcome.ratios.push({ part: part.name, ...ratio });
			write();
		},
	});
}
if (words.includes("all")) {
	print("\nHow many times as fast ours is, all in turn with the others:");
	for (const line of ratioTable(outcome.ratios)) print(line);
}
