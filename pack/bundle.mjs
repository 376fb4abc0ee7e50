// Bundles for build.mjs: libraries that Node cannot load as they are, the program, the page's script.
import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { bundleCell } from "./cell.mjs";
import {
	addressees,
	forNode,
	forProgram,
	libraries,
	newest,
	programChanged,
	root,
} from "./plugins.mjs";

export async function bundleLibraries() {
	const esbuild = await import("esbuild");
	await esbuild.build({
		...forNode,
		entryPoints: libraries.map((name) => join(root, `${name}.ts`)),
	});
}

/**
 * dist/program: the program in few files. Node takes about a millisecond for each file that it loads, and a
 * process would need some 700. Whatever is loaded by its address is a bundle, and bundles share
 * chunks, so that a module that several use is still one. Other files are found where they are: beside the
 * compiled sources. Packages that open files of their own, or that others import too, stay packages.
 */
export async function bundleProgram() {
	const main = join(root, "dist/program/cli/main.js");
	// The address that everybody knows.
	writeFileSync(
		join(root, "dist/cli/main.js"),
		'#!/usr/bin/env node\nimport "../program/cli/main.js";\n',
	);
	if (existsSync(main) && newest(main) > programChanged()) return;
	const esbuild = await import("esbuild");
	const { metafile } = await esbuild.build({
		...forProgram,
		outdir: join(root, "dist/program"),
		// Besides what has an address, the command line as a function, for whoever starts it many times (tests),
		// and what the index of all that is built in is made from.
		entryPoints: [
			...addressees(),
			...["cli/program.ts", "cli/text/built-in.ts"].map((name) =>
				join(root, name),
			),
		],
		metafile: true,
		splitting: true,
		chunkNames: "chunks/[hash]",
		banner: {
			js: [
				'import { createRequire as $createRequire } from "node:module";',
				"const require = $createRequire(import.meta.url);",
				'const $dist = import.meta.url.replace(/(.*\\/dist\\/).*/, "$1");',
			].join("\n"),
		},
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
	await bundleCell();
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
