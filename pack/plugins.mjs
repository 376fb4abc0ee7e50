// What the bundles of the program (bundle.mjs, cell.mjs) have in common.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Latest modification time below a file or folder, in milliseconds. */
export function newest(path) {
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
export const libraries = ["tensor/gradients", "reports/draw/vega-library"];

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
export function addressees() {
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

/** Latest modification time of what the program is made from, in milliseconds. */
export function programChanged() {
	return Math.max(
		...productFolders().map((folder) => newest(join(root, folder))),
		...["pack", "package-lock.json"].map((name) => newest(join(root, name))),
	);
}

function compiled(source) {
	return relative(root, source).replace(/\.ts$/, ".js");
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

/** What a file finds by its own address, it finds from where tsc has put it. `$dist` is the address of dist/. */
const inPlace = {
	name: "in-place",
	setup(build) {
		const entries = addressees();
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
			// Of what is not bundled, a cell's file imports by what start-cell.cjs gives it.
			const outside = /(?<!typeof )\bimport\((?!\s*"\.)/g;
			const given = build.initialOptions.format === "cjs";
			return {
				contents: given ? contents.replace(outside, "$$import(") : contents,
				loader: "ts",
			};
		});
		build.onResolve({ filter: /^\./ }, ({ path, resolveDir }) => {
			const name = relative(root, join(resolveDir, path)).replace(/\.js$/, "");
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
			namespace === "required" ? undefined : { path, namespace: "required" },
		);
		build.onLoad({ filter: /./, namespace: "required" }, ({ path }) => ({
			contents: exportsByName(path),
			resolveDir: root,
		}));
	},
};
// Packages of CommonJS that are loaded when one of their names is first used: threads, and distribution functions.
const later = {
	name: "later",
	setup(build) {
		build.onResolve({ filter: /^(cephes|piscina)$/ }, ({ path, namespace }) =>
			namespace === "later" ? undefined : { path, namespace: "later" },
		);
		build.onLoad({ filter: /./, namespace: "later" }, ({ path }) => {
			const library = createRequire(import.meta.url)(path);
			// The library of threads is a class.
			const names = Object.getOwnPropertyNames(library).filter(
				(name) => !Object.hasOwn(class {}, name),
			);
			const required = `require(${JSON.stringify(path)})`;
			const getters = names.map(
				(name) => `get ${name}() { return ${required}.${name}; }`,
			);
			return {
				contents: `module.exports = { ${getters.join(", ")} };`,
				resolveDir: root,
			};
		});
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

export const forNode = {
	outdir: join(root, "dist"),
	outbase: root,
	allowOverwrite: true,
	bundle: true,
	format: "esm",
	platform: "node",
	target: "node20",
	logLevel: "warning",
};

/** Besides `forNode`, for bundles of the program. */
export const forProgram = {
	...forNode,
	absWorkingDir: root,
	plugins: [required, later, english, inPlace],
	external: [
		...["@tensorflow/*", "@resvg/resvg-js", "fontkit", "h5wasm", "pdfkit"],
		...["pidusage", "piscina", "svg-to-pdfkit", "webgpu"],
	],
};
