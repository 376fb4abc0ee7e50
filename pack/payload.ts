/** The archive inside a packed folder: Node, the program, its packages and the native libraries. */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
	chmodSync,
	copyFileSync,
	createReadStream,
	createWriteStream,
	mkdirSync,
	writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { execa } from "execa";

/** Copies files to the same paths below another folder. */
export function copyFiles(
	root: string,
	files: readonly string[],
	target: string,
): void {
	for (const file of files) {
		mkdirSync(dirname(join(target, file)), { recursive: true });
		copyFileSync(join(root, file), join(target, file));
	}
}

/** Adds this process's own Node, and what the program says about its origin (harness/environment.ts). */
export async function addNode(root: string, target: string): Promise<void> {
	copyFileSync(process.execPath, join(target, "node"));
	chmodSync(join(target, "node"), 0o755);
	const git = (args: readonly string[]) =>
		execa("git", args, { cwd: root, reject: false });
	const [commit, status] = await Promise.all([
		git(["rev-parse", "HEAD"]),
		git(["status", "--porcelain", "--untracked-files=no"]),
	]);
	if (commit.exitCode !== 0) return;
	writeFileSync(
		join(target, "packed.json"),
		`${JSON.stringify({ commit: commit.stdout.trim(), dirty: status.stdout.trim() !== "" })}\n`,
	);
}

/** Removes what only debuggers use, a sixth of the size. Without a `strip` program the files stay as they are. */
export async function stripNative(
	target: string,
	files: readonly string[],
): Promise<void> {
	for (const file of files)
		await execa("strip", ["--strip-unneeded", join(target, file)], {
			reject: false,
		});
}

/**
 * Packs a folder into a file. The same content gives the same bytes.
 *
 * @returns the first digits of the file's SHA-256
 */
export async function archive(folder: string, file: string): Promise<string> {
	const options = [
		...["--sort=name", "--mtime=@0", "--owner=0", "--group=0"],
		...["--numeric-owner", "--mode=a+rX,go-w"],
	];
	const tar = spawn("tar", ["-cf", "-", ...options, "-C", folder, "."], {
		stdio: ["ignore", "pipe", "inherit"],
	});
	const ended = new Promise<number | null>((resolve, reject) => {
		tar.on("error", reject);
		tar.on("close", resolve);
	});
	await pipeline(tar.stdout, createGzip({ level: 6 }), createWriteStream(file));
	const status = await ended;
	if (status !== 0) throw new Error(`tar ended with status ${status}`);
	const hash = createHash("sha256");
	await pipeline(createReadStream(file), hash);
	return hash.digest("hex").slice(0, 12);
}
