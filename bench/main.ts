/**
 * `npm run bench [-- NAME...] [--out FILE] [--rehearse]`: micro-benchmarks whose name contains one of
 * the words given, or all. --out writes what they save as JSON; --rehearse takes tiny sizes.
 */
import { writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { exit, stderr, stdout, version } from "node:process";
import { parseArgs } from "node:util";
import type { BenchPart } from "./part.js";
import * as registry from "./registry.js";

const { positionals: words, values } = parseArgs({
	allowPositionals: true,
	options: {
		out: { type: "string" },
		rehearse: { type: "boolean", default: false },
	},
});
const parts: readonly BenchPart[] = Object.values(registry);
// A whole name means that one alone.
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
	exit(2);
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
