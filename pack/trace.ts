/**
 * Finds the files that the program needs at run time: its own modules, and of each package the
 * modules that they import, by esbuild's resolution of every import. Files that packages open by
 * path are listed by hand.
 */
import { existsSync, readdirSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";

/** Built, but useless where nothing can be built or tested. */
const leftOut = new Set(["test", "pack", "site"]);

/** Files that a package opens by path. A folder stands for everything in it. */
const opened: Readonly<Record<string, readonly string[]>> = {
	"@tensorflow/tfjs-backend-wasm": [
		"dist/tfjs-backend-wasm-simd.wasm",
		"dist/tfjs-backend-wasm-threaded-simd.wasm",
		"dist/tfjs-backend-wasm.wasm",
	],
	"@expo-google-fonts/arimo": [
		"400Regular/Arimo_400Regular.ttf",
		"700Bold/Arimo_700Bold.ttf",
	],
	"@expo-google-fonts/tinos": [
		"400Regular/Tinos_400Regular.ttf",
		"700Bold/Tinos_700Bold.ttf",
	],
	"computer-modern": [
		"fonts/cmu-serif-500-roman.ttf",
		"fonts/cmu-serif-700-roman.ttf",
	],
	"dejavu-fonts-ttf": ["ttf/DejaVuSans.ttf", "ttf/DejaVuSans-Bold.ttf"],
	pdfkit: ["js/standard-fonts"],
	piscina: ["dist/worker.js"],
	webgpu: [`dist/${process.platform}-${process.arch}/dawn.node`],
};

/** Paths below `root`, sorted. node_modules may be a link there. */
export async function filesOfProgram(root: string): Promise<readonly string[]> {
	const own = walk(join(root, "dist"), leftOut).filter(
		(file) => !/\.(cache|map|sha256|tsbuildinfo)$/.test(file),
	);
	const extra = Object.entries(opened).flatMap(([name, files]) =>
		files.flatMap((file) => walk(join(packageFolder(root, name), file))),
	);
	const code = [...own, ...extra].filter((file) => /\.m?js$/.test(file));
	const imported = await imports(
		root,
		// Bundles import nothing that the files beside them do not.
		code.filter((file) => !/\/(reports\/page\.js$|dist\/program\/)/.test(file)),
	);
	const data = walk(join(root, "suites")).filter((file) =>
		file.endsWith(".yaml"),
	);
	const files = new Set([...own, ...extra, ...imported, ...data]);
	for (const file of [...files])
		for (const manifest of manifests(root, file)) files.add(manifest);
	for (const name of ["package.json", "package-lock.json", "LICENSE"])
		files.add(join(root, name));
	return [...files].map((file) => relative(root, file)).sort();
}

/** Everything that the given modules import, directly or not. */
async function imports(
	root: string,
	modules: readonly string[],
): Promise<readonly string[]> {
	const { build } = await import("esbuild");
	const { metafile } = await build({
		stdin: {
			contents: modules
				.map((file) => `import ${JSON.stringify(file)};`)
				.join("\n"),
			resolveDir: root,
		},
		absWorkingDir: root,
		bundle: true,
		write: false,
		metafile: true,
		platform: "node",
		format: "esm",
		target: "node20",
		// Without this, esbuild would also take builds that are only for bundlers.
		conditions: [],
		// Packages stay below node_modules even if that is a link.
		preserveSymlinks: true,
		loader: { ".node": "empty" },
		logLevel: "error",
	});
	return Object.keys(metafile.inputs)
		.filter((input) => input !== "<stdin>")
		.map((input) => join(root, input));
}

/** Manifests between a file of a package and node_modules. They tell Node how to read the file. */
function* manifests(root: string, file: string): Generator<string> {
	if (!file.includes("node_modules")) return;
	for (
		let folder = dirname(file);
		!/(^|[\\/])node_modules$/.test(folder) && folder.length > root.length;
		folder = dirname(folder)
	) {
		const manifest = join(folder, "package.json");
		if (existsSync(manifest)) yield manifest;
	}
}

export function packageFolder(root: string, name: string): string {
	const here = join(root, "node_modules", name);
	if (existsSync(here)) return here;
	const require = createRequire(join(root, "package.json"));
	return dirname(require.resolve(`${name}/package.json`));
}

/** A file itself, or all files below a folder. */
function walk(path: string, skip: ReadonlySet<string> = new Set()): string[] {
	if (!statSync(path).isDirectory()) return [path];
	return readdirSync(path, { withFileTypes: true })
		.filter(({ name }) => !name.startsWith(".") && !skip.has(name))
		.flatMap(({ name }) => walk(join(path, name)));
}
