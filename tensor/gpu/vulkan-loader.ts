/**
 * Vulkan under Linux: Dawn asks for `libvulkan.so.1` by name. It belongs to the GPU's driver or to the
 * distribution; where neither has it, a packed folder has one (pack/), or LATTICEBENCH_VULKAN names the
 * file. The path that the dynamic linker searches is fixed when a process starts, but a library that is
 * already in memory is found by its name: so it is loaded here, before Dawn.
 */
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";
import { messageOf } from "../../core/errors.js";

const library = "libvulkan.so.1";
/** RTLD_NODELETE of glibc and musl: Node closes what turns out to be no addon, and this keeps it. */
const keep = 0x1000;

/** There only where this program was packed. */
const packed = fileURLToPath(
	new URL(`../../../lib/${library}`, import.meta.url),
);

let loaded: string | null = null;

/** Throws when this system needs a Vulkan loader and has none. */
export function loadVulkan(
	path: string | undefined = process.env.LATTICEBENCH_VULKAN,
): void {
	if (process.platform !== "linux" || loaded !== null) return;
	const named = path !== undefined && path !== "";
	const files = named
		? [path]
		: [library, ...(existsSync(packed) ? [packed] : [])];
	const troubles: string[] = [];
	for (const file of files) {
		const trouble = load(file);
		if (trouble === null) {
			loaded = file;
			return;
		}
		troubles.push(trouble);
	}
	throw new Error(
		`no Vulkan loader (${troubles.join("; ")}); it comes with the GPU's driver, or as libvulkan1 or vulkan-loader from the distribution, or LATTICEBENCH_VULKAN names the file`,
	);
}

/** What went wrong, or null. */
function load(file: string): string | null {
	try {
		process.dlopen({ exports: {} }, file, constants.dlopen.RTLD_LAZY | keep);
	} catch (error) {
		const message = messageOf(error);
		// Node was looking for an addon; that the library is none does not matter.
		if (!message.includes("did not self-register"))
			return message.split("\n")[0];
	}
	return null;
}
