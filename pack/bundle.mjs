// Bundles for build.mjs: libraries that Node cannot load as they are, the program, the page's script.
import {
	existsSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Latest modification time below a file or folder, in milliseconds. */
function newest(path) {
	if (!existsSync(path)) return 0;
	const entry = statSync(path);
	if (!entry.isDirectory()) return entry.mtimeMs;
	return Math.max(
		0,
		...readdirSync(path).map((name) => newest(join(path, name))),
	);
}

/**
 * Libraries that are bundled in place of the file that names them. The gradients of TensorFlow.js: its
 * builds for Node leave them out, and its modules cannot be imported one by one there; registries are
 * global, so this copy serves all. Vega: hundreds of modules, ten times slower to load one by one.
 */
const libraries = ["tensor/gradients", "reports/draw/vega-library"];

const forNode = {
	outdir: join(root, "dist"),
	outbase: root,
	allowOverwrite: true,
	bundle: true,
	format: "esm",
	platform: "node",
	target: "node20",
	logLevel: "warning",
};

export async function bundleLibraries() {
	const esbuild = await import("esbuild");
	await esbuild.build({
		...forNode,
		entryPoints: libraries.map((name) => join(root, `${name}.ts`)),
	});
}

/** `new URL("./file.js", import.meta.url)`: a file that starts a process or a thread, or is loaded by its address. */
const addressed = /new URL\(\s*"(\.[^"]+)\.js",\s*import\.meta\.url,?\s*\)/g;

/** Top-level folders of what is shipped. */
function productFolders() {
	const { include } = JSON.parse(
		readFileSync(join(root, "tsconfig.json"), "utf8"),
	);
	return include.filter(
		(folder) => !["test", "bench", "pack"].includes(folder),
	);
}

/** The sources that such addresses mean. */
function addressees() {
	const sources = productFolders().flatMap((folder) =>
		readdirSync(join(root, folder), { recursive: true })
			.filter((file) => file.endsWith(".ts"))
			.map((file) => join(root, folder, file)),
	);
	const found = sources.flatMap((file) =>
		Array.from(readFileSync(file, "utf8").matchAll(addressed), ([, name]) =>
			join(dirname(file), `${name}.ts`),
		),
	);
	return new Set(found.filter(existsSync));
}

/**
 * A package of CommonJS as a module. The names of the library are written out: otherwise every file that
 * imports one would copy them all when it starts.
 */
function exportsByName(path) {
	const required = `require(${JSON.stringify(path)})`;
	if (path !== "@tensorflow/tfjs-core") return `module.exports = ${required};`;
	const names = Object.keys(createRequire(import.meta.url)(path));
	return [
		`const library = ${required};`,
		...names.map((name) => `export const ${name} = library.${name};`),
	].join("\n");
}

/**
 * dist/program: the program in few files. Node takes about a millisecond for each file that it loads, and a
 * process would need some 700. Whatever is loaded by its address is a bundle, and bundles share their
 * parts, so that a module that several use is still one. Other files are found where they are: beside the
 * compiled sources. Packages that open files of their own, or that others import too, stay packages.
 */
export async function bundleProgram() {
	const main = join(root, "dist/program/cli/main.js");
	const changed = Math.max(
		...productFolders().map((folder) => newest(join(root, folder))),
		...["pack/bundle.mjs", "package-lock.json"].map((name) =>
			newest(join(root, name)),
		),
	);
	// The address that everybody knows.
	writeFileSync(
		join(root, "dist/cli/main.js"),
		'#!/usr/bin/env node\nimport "../program/cli/main.js";\n',
	);
	if (existsSync(main) && newest(main) > changed) return;
	const esbuild = await import("esbuild");
	const entries = addressees();
	const compiled = (source) => relative(root, source).replace(/\.ts$/, ".js");
	const inPlace = {
		name: "in-place",
		setup(build) {
			build.onLoad({ filter: /\.ts$/ }, ({ path }) => {
				const at = (file) => `new URL(${JSON.stringify(file)}, $dist)`;
				const contents = readFileSync(path, "utf8")
					.replaceAll(addressed, (address, name) => {
						const source = join(dirname(path), `${name}.ts`);
						return entries.has(source)
							? at(`program/${compiled(source)}`)
							: address;
					})
					.replaceAll(
						/await import\(\s*("@tensorflow\/.*?")\s*,?\s*\)/g,
						"require($1)",
					)
					.replaceAll("import.meta.url", `${at(compiled(path))}.href`);
				return { contents, loader: "ts" };
			});
			build.onResolve({ filter: /^\./ }, ({ path, resolveDir }) => {
				const name = relative(root, join(resolveDir, path)).replace(
					/\.js$/,
					"",
				);
				return libraries.includes(name)
					? { path: join(root, "dist", `${name}.js`) }
					: undefined;
			});
		},
	};
	// By `require`: an import of a CommonJS package makes Node search all of its text for the names that it exports.
	const required = {
		name: "required",
		setup(build) {
			build.onResolve({ filter: /^@tensorflow\// }, ({ path, namespace }) =>
				namespace === "required"
					? { path, external: true }
					: { path, namespace: "required" },
			);
			build.onLoad({ filter: /./, namespace: "required" }, ({ path }) => ({
				contents: exportsByName(path),
			}));
		},
	};
	// Messages of zod in other languages: half of it.
	const english = {
		name: "english",
		setup(build) {
			build.onResolve({ filter: /^\.\.\/locales\/index\.js$/ }, ({ path }) => ({
				path,
				namespace: "english",
			}));
			build.onLoad({ filter: /./, namespace: "english" }, () => ({
				contents: "export {};",
			}));
		},
	};
	const { metafile } = await esbuild.build({
		...forNode,
		outdir: join(root, "dist/program"),
		absWorkingDir: root,
		// Besides what has an address, the command line as a function, for whoever starts it many times (tests),
		// and what the index of all that is built in is made from.
		entryPoints: [
			...entries,
			...["cli/program.ts", "cli/text/built-in.ts"].map((name) =>
				join(root, name),
			),
		],
		metafile: true,
		splitting: true,
		chunkNames: "parts/[hash]",
		banner: {
			js: [
				'import { createRequire as $createRequire } from "node:module";',
				"const require = $createRequire(import.meta.url);",
				'const $dist = import.meta.url.replace(/(.*\\/dist\\/).*/, "$1");',
			].join("\n"),
		},
		plugins: [required, english, inPlace],
		external: [
			...["@tensorflow/*", "@resvg/resvg-js", "fontkit", "h5wasm", "pdfkit"],
			...["pidusage", "piscina", "svg-to-pdfkit", "webgpu"],
		],
	});
	const made = new Set(
		Object.keys(metafile.outputs).map((file) => join(root, file)),
	);
	for (const name of readdirSync(join(root, "dist/program"), {
		recursive: true,
	})) {
		const path = join(root, "dist/program", name);
		if (path.endsWith(".js") && !made.has(path)) rmSync(path);
	}
	await indexBuiltIn();
}

/** dist/program/built-in.json, for commands that only say what there is. They do without where it is missing. */
async function indexBuiltIn() {
	const index = join(root, "dist/program/built-in.json");
	rmSync(index, { force: true });
	const program = pathToFileURL(
		join(root, "dist/program/cli/text/built-in.js"),
	);
	const { describeBuiltIn } = await import(program);
	writeFileSync(index, JSON.stringify(await describeBuiltIn()));
}

/** The interactive part of report.html, as one script that is inlined into the page. */
export async function bundlePage() {
	const entry = join(root, "reports/page/main.ts");
	if (!existsSync(entry)) return;
	const output = join(root, "dist/reports/page.js");
	// Maps, trees, regressions and word clouds: half of Vega, and none of it is in our charts.
	const unused = {
		name: "unused-parts-of-vega",
		setup(build) {
			const names =
				/^vega-(geo|force|hierarchy|label|regression|voronoi|wordcloud|crossfilter)$/;
			build.onResolve({ filter: names }, ({ path }) => ({
				path,
				namespace: "unused",
			}));
			build.onLoad({ filter: /./, namespace: "unused" }, () => ({
				contents: "module.exports = {}",
			}));
		},
	};
	const folders = ["page", "interaction", "draw", "text", "charts/grammar"];
	const changed = Math.max(
		...folders.map((folder) => newest(join(root, "reports", folder))),
		newest(join(root, "pack/bundle.mjs")),
	);
	if (existsSync(output) && newest(output) > changed) return;
	const esbuild = await import("esbuild");
	await esbuild.build({
		entryPoints: [entry],
		outfile: output,
		bundle: true,
		minify: true,
		format: "iife",
		target: "es2020",
		legalComments: "none",
		logLevel: "warning",
		plugins: [unused],
	});
}
