/**
 * A Vulkan loader to take along, for GPU hosts whose driver came without: the one inside the package
 * @sparticuz/chromium (the Khronos Group's, Apache-2.0), which runs on every glibc since 2.16.
 */
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { packageFolder } from "./trace.js";

const library = "libvulkan.so.1";

/**
 * Puts the loader into a folder; returns where it came from, or null when there is none to put.
 *
 * @param given the file to take instead
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
	// The package is for this processor alone.
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
