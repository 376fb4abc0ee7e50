/**
 * A Vulkan loader to take along, for GPU hosts whose driver came without one. It is the loader
 * inside the package @sparticuz/chromium (from the Khronos Group, Apache-2.0), which runs on every
 * glibc since 2.16.
 */
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { packageFolder } from "./trace.js";

const library = "libvulkan.so.1";

/**
 * Puts the loader into a folder. Returns its origin, or null if there is none to put.
 *
 * @param given a file to take instead
 */
export function addVulkanLoader(
	root: string,
	folder: string,
	given: string | undefined,
): string | null {
	if (given !== undefined) {
		mkdirSync(folder, { recursive: true });
		copyFileSync(given, join(folder, library));
		return given;
	}
	// The package supports only this processor.
	if (process.arch !== "x64") return null;
	let chromium: string;
	try {
		chromium = packageFolder(root, "@sparticuz/chromium");
	} catch {
		return null;
	}
	const archive = join(chromium, "bin/swiftshader.tar.br");
	if (!existsSync(archive)) return null;
	mkdirSync(folder, { recursive: true });
	execFileSync("tar", ["-xf", "-", "-C", folder, library], {
		input: brotliDecompressSync(readFileSync(archive)),
	});
	return "@sparticuz/chromium";
}
