/** Programs that the build calls: npm, Python and the compiler. */
import { execFileSync } from "node:child_process";

/**
 * Runs a program. Its output goes to standard error, because standard output is for the result.
 * Throws an error that names the command if the program is missing or fails.
 */
export function run(program: string, args: readonly string[]): void {
	const line = [program, ...args.map((arg) => arg.split("\n")[0])].join(" ");
	process.stderr.write(`$ ${line}\n`);
	try {
		execFileSync(program, args, {
			stdio: ["ignore", process.stderr, process.stderr],
		});
	} catch (error) {
		const { code, status } = error as { code?: string; status?: number };
		throw new Error(
			code === "ENOENT"
				? `there is no program ${program}`
				: `${program} ended with status ${status}`,
		);
	}
}
