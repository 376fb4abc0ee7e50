/**
 * Vulkan under Linux: Dawn asks for `libvulkan.so.1` by name. It belongs to the GPU's driver or to the
 * distribution; where neither has it, LATTICEBENCH_VULKAN names the file. The path that the dynamic
 * linker searches is fixed when a process starts, but a library that is already in memory is found by
 * its name: so it is loaded here, before Dawn.
 */
import { constants } from "node:os";
import { messageOf } from "../../core/errors.js";

const library = "libvulkan.so.1";
/** RTLD_NODELETE of glibc and musl: Node closes what turns out to be no addon, and this keeps it. */
const keep = 0x1000;

let loaded: string | null = null;

/** Throws when this system needs a Vulkan loader and has none. */
export function loadVulkan(
	path: string | undefined = process.env.LATTICEBENCH_VULKAN,
): void {
	if (process.platform !== "linux" || loaded !== null) return;
	const file = path === undefined || path === "" ? library : path;
	const trouble = load(file);
	if (trouble !== null)
		throw new Error(
			`no Vulkan loader (${trouble}); it comes with the GPU's driver, or as libvulkan1 or vulkan-loader from the distribution, or LATTICEBENCH_VULKAN names the file`,
		);
	loaded = file;
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
