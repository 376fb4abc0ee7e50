/**
 * `npm run bench [-- NAME...] [--out FILE] [--rehearse]` runs the micro-benchmarks whose names
 * contain one of the given words, or all. --out writes their saved results as JSON. --rehearse
 * takes tiny sizes.
 */
import { writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { exit, stderr, stdout, version } from "node:process";
import { parseArgs } from "node:util";
import { exitStatus, messageOf } from "../core/errors.js";
import type { BenchPart } from "./part.js";
import * as registry from "./registry.js";

const parts: readonly BenchPart[] = Object.values(registry).flat();
const usage = `npm run bench -- [NAME...] [options]
  NAME            benchmarks whose name contains it; without one, all:
${parts.map(({ name }) => `                    ${name}\n`).join("")}  --out FILE      write what they save, as JSON
  --rehearse      tiny sizes
  --help
`;

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
		stderr.write(`${messageOf(error)}; --help lists the options\n`);
		exit(exitStatus.usage);
	}
}

const { positionals: words, values } = readArguments();
if (values.help) {
	stdout.write(usage);
	exit(exitStatus.done);
}
// A complete name selects only that benchmark.
const exact = parts.filter(({ name }) => words.includes(name));
const chosen =
	exact.length > 0
		? exact
		: parts.filter(
				({ name }) =>
					words.length === 0 || words.some((word) => name.includes(word)),
			);
if (chosen.length === 0) {
	const names = parts.map(({ name }) => name).join(", ");
	stderr.write(
		`no benchmark is called ${words.join(" or ")}; there are: ${names}\n`,
	);
	exit(exitStatus.usage);
}
const print = (line: string) => stdout.write(`${line}\n`);
print(`${cpus()[0].model}, ${availableParallelism()} threads, Node ${version}`);
const saved: Record<string, unknown> = {};
for (const part of chosen) {
	print(`\n${part.name}: ${part.label}`);
	await part.run(print, {
		rehearsal: values.rehearse,
		save(results) {
			saved[part.name] = results;
			if (values.out !== undefined)
				writeFileSync(values.out, `${JSON.stringify(saved, null, "\t")}\n`);
		},
	});
}
