// Builds dist/: TypeScript, the AssemblyScript kernels, and the report page's script.
// Every step is skipped while its output is newer than its sources.
import {
	execFileSync,
	execFile as execFileWithCallback,
} from "node:child_process";
import { createHash } from "node:crypto";
import {
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { basename, dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { bundleLibraries, bundlePage, bundleProgram } from "./pack/bundle.mjs";
import { fuse } from "./pack/fuse.mjs";

const root = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);
const execFile = promisify(execFileWithCallback);

function node(script, args) {
	execFileSync(process.execPath, [script, ...args], {
		cwd: root,
		stdio: "inherit",
	});
}

const flags = [
	"--optimizeLevel",
	"3",
	"--shrinkLevel",
	"0",
	"--converge",
	"--noAssert",
];
const target = [
	...["--runtime", "stub", "--importMemory", "--enable", "simd"],
	...["--bindings", "raw"],
];

/** An assembly file and all that it imports, itself first. */
function withImports(file, seen = new Set()) {
	if (seen.has(file)) return seen;
	seen.add(file);
	const text = readFileSync(file, "utf8");
	for (const [, name] of text.matchAll(/from\s+"(\.[^"]+)"/g))
		withImports(join(dirname(file), `${name}.ts`), seen);
	return seen;
}

/**
 * Roots that are compiled more than once: modules and the types that each gives to names. `Real` is the
 * precision. `Group` is a label of the gauge group (actions/gauge/links/simd/group.as.ts): `group` roots have
 * angles for links of U(1), `matrix` roots complex numbers.
 */
const variants = {
	"continuous.wasm": { continuous: ["Real=f32"] },
	"float.wasm": { float32: ["Real=f32"], float64: ["Real=f64"] },
	"group.wasm": {
		u1: ["Group=u8", "Real=f64"],
		su2: ["Group=u16", "Real=f64"],
		su3: ["Group=u32", "Real=f64"],
	},
	"matrix.wasm": {
		u1: ["Group=u64", "Real=f64"],
		su2: ["Group=u16", "Real=f64"],
		su3: ["Group=u32", "Real=f64"],
	},
	"phase.wasm": { u1: ["Group=u64", "Real=f64"] },
};

/** The kernels of the source tree: each file `*.wasm.ts` is one module of the same name, or its variants. */
function kernelModules() {
	return ["core", "tensor", "samplers", "metrics", "bench"].flatMap((folder) =>
		readdirSync(join(root, folder), { recursive: true })
			.filter((file) => file.endsWith(".wasm.ts"))
			.map((file) => join(folder, file))
			.sort()
			.flatMap((source) => {
				const wasm = source.replace(/\.ts$/, "");
				const uses = variants[basename(wasm)];
				if (uses === undefined) return [{ source, wasm, use: [] }];
				return Object.entries(uses).map(([name, use]) => ({
					source,
					wasm: join(dirname(wasm), `${name}.wasm`),
					use: use.flatMap((type) => ["--use", type]),
				}));
			}),
	);
}

async function buildKernels() {
	const asc = join(
		dirname(require.resolve("assemblyscript/package.json")),
		"bin/asc.js",
	);
	const { version } = require("assemblyscript/package.json");
	const fusing = readFileSync(join(root, "pack/fuse.mjs"));
	const stale = [];
	for (const { source, wasm: name, use } of kernelModules()) {
		const options = [...flags, ...target, ...use];
		const hash = createHash("sha256")
			.update([version, ...options].join(" "))
			.update(fusing);
		for (const part of withImports(join(root, source)))
			hash.update(readFileSync(part));
		const digest = hash.digest("hex");
		const wasm = join(root, "dist", name);
		mkdirSync(dirname(wasm), { recursive: true });
		const stamp = `${wasm}.sha256`;
		const current = existsSync(wasm) && existsSync(stamp);
		if (current && readFileSync(stamp, "utf8") === digest) continue;
		stale.push({ source, wasm, stamp, digest, options });
	}
	// A compiler for each core.
	const compile = async () => {
		for (let kernel = stale.pop(); kernel; kernel = stale.pop()) {
			const { source, wasm, stamp, digest, options } = kernel;
			// Its bindings have the name of the output, which must not be that of a compiled file beside it.
			const made = wasm.replace(/\.wasm$/, ".made");
			await execFile(
				process.execPath,
				[asc, source, "--outFile", `${made}.wasm`, ...options],
				{ cwd: root },
			);
			// Of the bindings only the types are wanted.
			rmSync(`${made}.js`);
			renameSync(`${made}.d.ts`, `${wasm}.d.ts`);
			renameSync(`${made}.wasm`, wasm);
			writeFileSync(
				wasm.replace(/\.wasm$/, ".fused.wasm"),
				fuse(readFileSync(wasm)),
			);
			writeFileSync(stamp, digest);
		}
	};
	await Promise.all(Array.from({ length: availableParallelism() }, compile));
	writeKernelTypes();
}

/** The interface `KernelModules`: what each module exports, by the name that `loadKernel` takes. */
function writeKernelTypes() {
	const modules = kernelModules().map(({ wasm }) => {
		const types = readFileSync(join(root, "dist", `${wasm}.d.ts`), "utf8");
		const functions = types.matchAll(/^ {2}export function (.*)$/gm);
		return [
			`\t${JSON.stringify(wasm.replace(/\.wasm$/, ""))}: {`,
			...Array.from(functions, ([, signature]) => `\t\t${signature}`),
			"\t};",
		].join("\n");
	});
	const text = `interface KernelModules {\n${modules.join("\n")}\n}\n`;
	const file = join(root, "dist/kernels.d.ts");
	if (existsSync(file) && readFileSync(file, "utf8") === text) return;
	writeFileSync(file, text);
	// What tsc remembers of files that use kernels does not follow a change of this interface.
	rmSync(join(root, "dist/tsconfig.tsbuildinfo"), { force: true });
}

/** Removes what was compiled from sources that are gone, so that no test runs after its deletion. */
function removeStale(folder, kernels) {
	if (!existsSync(folder)) return;
	for (const entry of readdirSync(folder, { withFileTypes: true })) {
		const path = join(folder, entry.name);
		if (entry.name.startsWith(".")) continue;
		if (path === join(root, "dist/program")) continue;
		if (entry.isDirectory()) {
			removeStale(path, kernels);
			continue;
		}
		const output = relative(join(root, "dist"), path);
		const source = output.replace(/\.js(\.map)?$/, ".ts");
		const kernel = /^(.+?)(\.fused)?\.wasm(\.sha256|\.d\.ts)?$/.exec(
			output,
		)?.[1];
		const stale =
			kernel === undefined
				? source.endsWith(".ts") && !existsSync(join(root, source))
				: !kernels.has(`${kernel}.wasm`);
		const made = ["reports/page.js", "kernels.d.ts"].includes(output);
		if (stale && !made) rmSync(path);
	}
}

await buildKernels();
removeStale(
	join(root, "dist"),
	new Set(kernelModules().map(({ wasm }) => wasm)),
);
node(join(dirname(require.resolve("typescript/package.json")), "bin/tsc"), [
	"-p",
	resolve(root, "tsconfig.json"),
]);
await bundleLibraries();
await bundleProgram();
await bundlePage();
