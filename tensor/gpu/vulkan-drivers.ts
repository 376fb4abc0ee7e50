/**
 * Drivers that a Vulkan loader does not find by itself. It reads manifests in /etc/vulkan/icd.d and
 * /usr/share/vulkan/icd.d; containers on GPU hosts have NVIDIA's elsewhere, and on compute nodes there
 * may be the driver's library and no manifest at all. The library's variant for EGL needs no X11.
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Where NVIDIA's container tools mount the driver. */
const mounted = "/usr/local/nvidia/share/vulkan/icd.d/nvidia_icd.json";

/** The new name and the old of the same variable, both of which keep the loader from looking itself. */
const variables = ["VK_DRIVER_FILES", "VK_ICD_FILENAMES"];

/**
 * Names of the adapters with the first of the manifests that gives any, which then stays in force in
 * this process; without one nothing changes.
 *
 * @param list asks a fresh instance of Vulkan
 */
export async function listWithManifests(
	list: () => Promise<readonly string[]>,
	manifests: Iterable<string> = nvidiaManifests(),
): Promise<readonly string[]> {
	// Whoever set one of these knows which drivers are wanted.
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

/** Those there are, and those that can be made for a device that is there. */
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
