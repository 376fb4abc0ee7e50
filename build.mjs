// Builds dist/: TypeScript, the AssemblyScript kernels, and the report page's script.
// Every step is skipped while its output is newer than its sources.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);

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

function node(script, args) {
	execFileSync(process.execPath, [script, ...args], {
		cwd: root,
		stdio: "inherit",
	});
}

/** Kernels: each file of tensor/kernels/assembly/ whose name has no leading underscore is one module. */
function buildKernels() {
	const source = join(root, "tensor/kernels/assembly");
	if (!existsSync(source)) return;
	const output = join(root, "dist/tensor/kernels");
	mkdirSync(output, { recursive: true });
	const asc = join(
		dirname(require.resolve("assemblyscript/package.json")),
		"bin/asc.js",
	);
	const changed = Math.max(
		newest(source),
		newest(fileURLToPath(import.meta.url)),
	);
	for (const file of readdirSync(source).sort()) {
		if (!file.endsWith(".ts") || file.startsWith("_")) continue;
		const wasm = join(output, file.replace(/\.ts$/, ".wasm"));
		if (existsSync(wasm) && newest(wasm) > changed) continue;
		node(asc, [
			join("tensor/kernels/assembly", file),
			"--outFile",
			wasm,
			"--optimizeLevel",
			"3",
			"--shrinkLevel",
			"0",
			"--converge",
			"--noAssert",
			"--runtime",
			"stub",
			"--importMemory",
			"--enable",
			"simd",
		]);
	}
}

/**
 * The gradients of TensorFlow.js: its builds for Node leave them out, and its modules cannot be
 * imported one by one there, so they are bundled. Registries are global, so this copy serves all.
 */
async function buildGradients() {
	const esbuild = await import("esbuild");
	await esbuild.build({
		entryPoints: [join(root, "tensor/gradients.ts")],
		outfile: join(root, "dist/tensor/gradients.js"),
		allowOverwrite: true,
		bundle: true,
		format: "esm",
		platform: "node",
		target: "node20",
		logLevel: "warning",
	});
}

/** The interactive part of report.html, as one script that is inlined into the page. */
async function buildPage() {
	const entry = join(root, "reports/page/main.ts");
	if (!existsSync(entry)) return;
	const output = join(root, "dist/reports/page.js");
	if (existsSync(output) && newest(output) > newest(join(root, "reports/page")))
		return;
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
	});
}

buildKernels();
node(join(dirname(require.resolve("typescript/package.json")), "bin/tsc"), [
	"-p",
	resolve(root, "tsconfig.json"),
]);
await buildGradients();
await buildPage();
