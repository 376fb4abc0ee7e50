/**
 * Finds Vulkan under Linux. Dawn loads `libvulkan.so.1` by name. The GPU's driver or the
 * distribution provides it. Otherwise a packed folder has one (pack/), or LATTICEBENCH_VULKAN names
 * the file. The search path of the dynamic linker is fixed when a process starts, but the linker
 * finds a library by name if it is already in memory. So we load it here, before Dawn.
 */
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";
import { firstLine, messageOf } from "../../core/errors.js";

const library = "libvulkan.so.1";
/** RTLD_NODELETE of glibc and musl. Node unloads a library that is no addon; this flag keeps it in memory. */
const keep = 0x1000;

/** Exists only where this program was packed. */
const packed = fileURLToPath(
	new URL(`../../../lib/${library}`, import.meta.url),
);

let loaded: string | null = null;

/** Throws if this system needs a Vulkan loader and has none. */
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

/** Loads the file. Returns the error message, or null. */
function load(file: string): string | null {
	try {
		process.dlopen({ exports: {} }, file, constants.dlopen.RTLD_LAZY | keep);
	} catch (error) {
		const message = messageOf(error);
		// Node expected an addon. It does not matter that the library is none.
		if (!message.includes("did not self-register")) return firstLine(message);
	}
	return null;
}
