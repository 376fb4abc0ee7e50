/** What a result depends on besides its question: machine, versions, commit. */
import { createHash, randomUUID } from "node:crypto";
import { existsSync, readFileSync, realpathSync } from "node:fs";
import {
	availableParallelism,
	cpus,
	freemem,
	loadavg,
	release,
	totalmem,
} from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { kernelInstructions } from "../core/kernels/instructions.js";
import type { Environment } from "../core/record.js";
import { version } from "../core/version.js";
import type { Backend } from "../tensor/device.js";
import type { Rates } from "../tensor/speed.js";

/** The facts that all cells of a run share. */
export type HostFacts = Omit<
	Environment,
	"backend" | "device" | "threads" | "startedAt"
>;

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/** The file that pack/payload.ts writes beside the program. */
const packedSchema = z.object({ commit: z.string(), dirty: z.boolean() });

/** @param argv the command as typed */
export async function describeHost(
	argv: readonly string[],
): Promise<HostFacts> {
	const lockfile = join(root, "package-lock.json");
	return {
		versions: {
			latticebench: version,
			node: process.versions.node,
			v8: process.versions.v8,
		},
		...(await describeCommit()),
		...(existsSync(lockfile)
			? {
					lockfile: createHash("sha256")
						.update(readFileSync(lockfile))
						.digest("hex"),
				}
			: {}),
		cpu: cpus()[0]?.model.trim() || process.arch,
		cores: availableParallelism(),
		memoryBytes: totalmem(),
		platform: `${process.platform} ${process.arch} ${release()}`,
		session: randomUUID(),
		argv: [...argv],
	};
}

/** Host and backend, at the start of a cell. */
export function environmentOf(
	host: HostFacts,
	backend: Backend,
	threads: number,
	rates?: Rates,
): Environment {
	const [loadAverage = 0] = loadavg();
	return {
		...host,
		versions: { ...host.versions, ...backend.versions },
		backend: backend.name,
		device: { ...backend.device },
		threads,
		startedAt: new Date().toISOString(),
		facts: {
			kernels: kernelInstructions(),
			backendReason: backend.reason,
			loadAverage,
			freeMemoryBytes: freemem(),
			...(rates === undefined
				? {}
				: {
						deviceMemoryBytesPerSecond: rates.memoryBytesPerSecond,
						deviceMatmulFlops: rates.matmulFlops,
					}),
		},
	};
}

/**
 * Commit of the checkout that this program runs from or was packed from. Undefined if it was
 * installed as a package.
 */
async function describeCommit(): Promise<
	Pick<Environment, "commit" | "dirty">
> {
	const packed = join(root, "packed.json");
	if (existsSync(packed))
		return packedSchema.parse(JSON.parse(readFileSync(packed, "utf8")));
	// Cells describe no commit, and start sooner without it.
	const { execa } = await import("execa");
	const git = (args: readonly string[]) =>
		execa("git", args, { cwd: root, reject: false, timeout: 10_000 });
	const top = await git(["rev-parse", "--show-toplevel"]);
	if (top.exitCode !== 0 || top.stdout === "") return {};
	if (realpathSync(top.stdout) !== realpathSync(root)) return {};
	const [commit, status] = await Promise.all([
		git(["rev-parse", "HEAD"]),
		git(["status", "--porcelain", "--untracked-files=no"]),
	]);
	if (commit.exitCode !== 0) return {};
	return {
		commit: commit.stdout.trim(),
		...(status.exitCode === 0 ? { dirty: status.stdout.trim() !== "" } : {}),
	};
}
