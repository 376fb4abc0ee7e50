/**
 * Drivers that a Vulkan loader does not find by itself. The loader reads manifests in
 * /etc/vulkan/icd.d and /usr/share/vulkan/icd.d. Containers on GPU hosts keep NVIDIA's manifest
 * elsewhere, and a compute node may have the driver's library without any manifest. We name the EGL
 * variant of the library, which needs no X11.
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The place where NVIDIA's container tools mount the manifest. */
const mounted = "/usr/local/nvidia/share/vulkan/icd.d/nvidia_icd.json";

/** The new and the old name of the same variable. Either one stops the loader's own search. */
const variables = ["VK_DRIVER_FILES", "VK_ICD_FILENAMES"];

/**
 * Tries the manifests in turn and returns the names of the adapters that the first useful one
 * gives. That manifest stays in force in this process. If none is useful, nothing changes.
 *
 * @param list asks a fresh instance of Vulkan
 */
export async function listWithManifests(
	list: () => Promise<readonly string[]>,
	manifests: Iterable<string> = nvidiaManifests(),
): Promise<readonly string[]> {
	// A user who set one of these has chosen the drivers.
	if ([...variables, "VK_ADD_DRIVER_FILES"].some((name) => process.env[name]))
		return [];
	for (const manifest of manifests) {
		for (const name of variables) process.env[name] = manifest;
		const names = await list();
		if (names.length > 0) return names;
		for (const name of variables) delete process.env[name];
	}
	return [];
}

/** Manifests that exist, and those that can be written for a device that exists. */
function* nvidiaManifests(): Generator<string> {
	if (process.platform !== "linux") return;
	if (existsSync(mounted)) yield mounted;
	if (!existsSync("/dev/nvidiactl")) return;
	const folder = mkdtempSync(join(tmpdir(), "latticebench-vulkan-"));
	process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
	for (const library of ["libEGL_nvidia.so.0", "libGLX_nvidia.so.0"]) {
		const file = join(folder, `${library}.json`);
		const manifest = {
			file_format_version: "1.0.1",
			ICD: { library_path: library, api_version: "1.3" },
		};
		writeFileSync(file, JSON.stringify(manifest));
		yield file;
	}
}
