/**
 * A GPU for tests on machines that have none: SwiftShader, a Vulkan driver that computes on the CPU.
 * It comes with a Vulkan loader in @sparticuz/chromium, which the browser tests need anyway.
 *
 *   eval "$(node dist/test/support/software-gpu.js)"     # the same for what a shell starts
 */
import {
	existsSync,
	mkdirSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliDecompressSync } from "node:zlib";

/** The package has it for this platform alone. */
export const hasSoftwareGpu =
	process.platform === "linux" && process.arch === "x64";

/**
 * Makes SwiftShader the only GPU of this process, before its first use of WebGPU, and of the processes
 * that it starts from now on.
 */
export function useSoftwareGpu(): void {
	Object.assign(process.env, softwareGpu());
	askSeldom();
}

/**
 * While Dawn waits for its device, it looks in every turn of the event loop: it gives `setImmediate` a
 * native function. A device that computes on the processor needs that core, so it looks every millisecond.
 */
function askSeldom(): void {
	const { setImmediate } = globalThis;
	const isNative = (task: unknown) =>
		Function.prototype.toString.call(task).includes("[native code]");
	globalThis.setImmediate = new Proxy(setImmediate, {
		apply: (immediate, that, [task, ...rest]) =>
			isNative(task)
				? setTimeout(task, 1, ...rest)
				: Reflect.apply(immediate, that, [task, ...rest]),
	});
}

/** The environment in which SwiftShader is the only GPU. */
export function softwareGpu(): {
	readonly LATTICEBENCH_VULKAN: string;
	readonly VK_DRIVER_FILES: string;
	readonly VK_ICD_FILENAMES: string;
} {
	const folder = unpack();
	const driver = join(folder, "vk_swiftshader_icd.json");
	return {
		LATTICEBENCH_VULKAN: join(folder, "libvulkan.so.1"),
		// The new name and the old of the same thing.
		VK_DRIVER_FILES: driver,
		VK_ICD_FILENAMES: driver,
	};
}

/** Once on a machine; processes that do it at the same time do not see each other's halves. */
function unpack(): string {
	const require = createRequire(import.meta.url);
	const main = require.resolve("@sparticuz/chromium");
	const root = main.slice(
		0,
		main.lastIndexOf(join("@sparticuz", "chromium")) +
			join("@sparticuz", "chromium").length,
	);
	const { version } = JSON.parse(
		readFileSync(join(root, "package.json"), "utf8"),
	) as { version: string };
	const folder = join(tmpdir(), `swiftshader-${version}`);
	if (existsSync(folder)) return folder;
	const own = `${folder}.${process.pid}`;
	const archive = readFileSync(join(root, "bin", "swiftshader.tar.br"));
	for (const { name, content } of filesOf(brotliDecompressSync(archive))) {
		// The rest draws pictures.
		if (!/vulkan|vk_swiftshader/.test(name)) continue;
		mkdirSync(dirname(join(own, name)), { recursive: true });
		writeFileSync(join(own, name), content);
	}
	try {
		renameSync(own, folder);
	} catch {
		rmSync(own, { recursive: true });
	}
	return folder;
}

/** The regular files of a tar archive: blocks of 512 bytes, a header with name and octal size before each file. */
function* filesOf(
	archive: Buffer,
): Generator<{ readonly name: string; readonly content: Buffer }> {
	const text = (from: number, length: number) =>
		archive.toString("latin1", from, from + length).split("\0")[0];
	for (let at = 0; at < archive.length && archive[at] !== 0; ) {
		const size = Number.parseInt(text(at + 124, 12), 8);
		const content = archive.subarray(at + 512, at + 512 + size);
		if (/^0?$/.test(text(at + 156, 1))) yield { name: text(at, 100), content };
		at += 512 * (1 + Math.ceil(size / 512));
	}
}

if (process.argv[1] === fileURLToPath(import.meta.url))
	for (const [name, value] of Object.entries(softwareGpu()))
		process.stdout.write(`export ${name}='${value}'\n`);
