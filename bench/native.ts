/** Programs of bench/native/. They are compiled when needed and kept as processes that answer line by line. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { execa } from "execa";

export interface Native {
	readonly flags: string;
	/** Sends a line and resolves with the answer. */
	ask(line: string): Promise<string>;
	close(): Promise<void>;
}

const compiler = process.env.CXX ?? "g++";

/** The reason why there is no compiler, or null if there is one. */
export async function missingCompiler(): Promise<string | null> {
	const { failed } = await execa(compiler, ["--version"], { reject: false });
	return failed ? `no C++ compiler (${compiler})` : null;
}

/** Compiles bench/native/<source> and starts it. */
export async function startNative(
	source: string,
	flags: readonly string[],
): Promise<Native> {
	const folder = await mkdtemp(join(tmpdir(), "latticebench-"));
	const program = join(folder, "native");
	const file = fileURLToPath(
		new URL(`../../bench/native/${source}`, import.meta.url),
	);
	await execa(compiler, [...flags, file, "-o", program]);
	const child = execa(program, {
		stdin: "pipe",
		stdout: "pipe",
		buffer: false,
	});
	const lines = createInterface({ input: child.stdout })[
		Symbol.asyncIterator
	]();
	return {
		flags: flags.join(" "),
		async ask(line) {
			child.stdin.write(`${line}\n`);
			const { value, done } = await lines.next();
			if (done) throw new Error(`${source} ended early`);
			return value;
		},
		async close() {
			child.stdin.end();
			await child;
			await rm(folder, { recursive: true });
		},
	};
}
