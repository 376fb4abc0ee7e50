/**
 * `npm run pack` makes one folder that runs latticebench on a machine without Node, npm, network or
 * compiler, such as a compute node of a cluster. It works on systems like the one on which it was
 * made.
 */
import {
	chmodSync,
	copyFileSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { exitStatus, messageOf } from "../core/errors.js";
import { launcher } from "./launcher.js";
import { licences } from "./licences.js";
import { addNode, archive, copyFiles, stripNative } from "./payload.js";
import { readme } from "./readme.js";
import { filesOfProgram } from "./trace.js";
import { addVulkanLoader } from "./vulkan.js";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

const usage = `npm run pack -- [options]
  --into FOLDER   where the folder is made (default: packed)
  --vulkan FILE   the Vulkan loader to take along (default: that of @sparticuz/chromium)
  --help
`;

/** Commands of the folder, and the programs that they run. */
const programs = {
	latticebench: "dist/cli/main.js",
	"gpu-records": "dist/bench/gpu-records.js",
};

/** Makes the folder and returns its path. */
async function pack(into: string, vulkanFile?: string): Promise<string> {
	if (process.platform !== "linux")
		throw new Error("folders are packed under Linux only, for Linux");
	const { name, version } = JSON.parse(
		readFileSync(join(root, "package.json"), "utf8"),
	) as { name: string; version: string };
	mkdirSync(into, { recursive: true });
	const folder = join(into, `${name}-${version}-linux-${process.arch}`);
	const made = mkdtempSync(`${folder}.`);
	const app = join(made, "app");
	try {
		const files = await filesOfProgram(root);
		copyFiles(root, files, app);
		await addNode(root, app);
		const vulkan = addVulkanLoader(root, join(app, "lib"), vulkanFile);
		if (vulkan === null)
			process.stderr.write(
				"no Vulkan loader was found to pack: GPU hosts must have their own libvulkan.so.1\n",
			);
		const native = files.filter((file) => file.endsWith(".node"));
		await stripNative(app, ["node", ...native]);
		const megabytes = Math.ceil((1.1 * sizeOf(app)) / 1e6);
		writeFileSync(join(made, "THIRD-PARTY.txt"), licences(root, files, vulkan));
		const digest = await archive(app, join(made, "payload.tar.gz"));
		for (const [command, program] of Object.entries(programs)) {
			writeFileSync(join(made, command), launcher(digest, program, megabytes));
			chmodSync(join(made, command), 0o755);
		}
		writeFileSync(join(made, "README.txt"), readme(version, vulkan !== null));
		copyFileSync(join(root, "LICENSE"), join(made, "LICENSE"));
		rmSync(app, { recursive: true });
		chmodSync(made, 0o755);
		rmSync(folder, { recursive: true, force: true });
		renameSync(made, folder);
	} catch (error) {
		rmSync(made, { recursive: true, force: true });
		throw error;
	}
	return folder;
}

/** Bytes of all files below a folder. */
function sizeOf(folder: string): number {
	return readdirSync(folder, { withFileTypes: true, recursive: true })
		.filter((entry) => entry.isFile())
		.map((entry) => statSync(join(entry.parentPath, entry.name)).size)
		.reduce((sum, size) => sum + size, 0);
}

try {
	const { values } = parseArgs({
		options: {
			into: { type: "string", default: join(root, "packed") },
			vulkan: { type: "string" },
			help: { type: "boolean", default: false },
		},
	});
	if (values.help) process.stdout.write(usage);
	else {
		const folder = await pack(resolve(values.into), values.vulkan);
		process.stdout.write(`${folder}\n`);
		process.stderr.write(`${(sizeOf(folder) / 1e6).toFixed(1)} MB\n`);
	}
} catch (error) {
	process.stderr.write(`${messageOf(error)}\n`);
	process.exitCode = exitStatus.usage;
}
