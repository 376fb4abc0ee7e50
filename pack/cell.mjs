// The process of a cell, as one file that V8 need not compile again.
import { execFileSync } from "node:child_process";
import { copyFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { forProgram, root } from "./plugins.mjs";

/**
 * The library and the backend of every processor belong to the file, so that their code is kept as well.
 * Registries and engine are global, so a backend that stays a package finds them. Ops that fetch are not used.
 */
const externalToCell = [
	...forProgram.external.filter((name) => name !== "@tensorflow/*"),
	...["backend-cpu", "backend-webgpu", "node", "node-gpu"].map(
		(name) => `@tensorflow/tfjs-${name}`,
	),
	"node-fetch",
];

/**
 * dist/program/harness/cell/{main,start}.cjs: what the bundles of dist/program hold for a cell, once more as
 * one file of CommonJS, as V8 keeps compiled code of such files only. Half of the time before a cell's work
 * goes into reading and compiling modules. What loads modules of others needs one library for all, and
 * starts with main.js (harness/executors/program.ts).
 */
export async function bundleCell() {
	const folder = join(root, "dist/program/harness/cell");
	const main = join(folder, "main.cjs");
	const start = join(folder, "start.cjs");
	// V8 does not see that another file of the same length is another.
	rmSync(`${main}.cache`, { force: true });
	const esbuild = await import("esbuild");
	await esbuild.build({
		...forProgram,
		external: externalToCell,
		entryPoints: [join(root, "harness/cell/main.ts")],
		outfile: main,
		outdir: undefined,
		outbase: undefined,
		format: "cjs",
		banner: {
			js: 'const $dist = require("node:url").pathToFileURL(__filename).href.replace(/(.*\\/dist\\/).*/, "$1");',
		},
	});
	copyFileSync(join(root, "pack/start-cell.cjs"), start);
	const { heapFlag, memoryLimit } = await import(
		pathToFileURL(join(root, "dist/harness/executors/memory.js"))
	);
	execFileSync(process.execPath, [
		heapFlag(memoryLimit({ limits: {} })),
		start,
		"--cache",
	]);
}
