/** `npm run bench [-- NAME...]`: micro-benchmarks whose name contains one of the words given, or all. */
import { availableParallelism, cpus } from "node:os";
import { argv, exit, stderr, stdout, version } from "node:process";
import type { BenchPart } from "./part.js";
import * as registry from "./registry.js";

const parts: readonly BenchPart[] = Object.values(registry);
const words = argv.slice(2);
const chosen = parts.filter(
	({ name }) => words.length === 0 || words.some((word) => name.includes(word)),
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
for (const part of chosen) {
	print(`\n${part.name}: ${part.label}`);
	await part.run(print);
}
