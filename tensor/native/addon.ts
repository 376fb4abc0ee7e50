/**
 * Installs the package @tensorflow/tfjs-node without its install script, which would download
 * TensorFlow, and compiles its addon against the library that is present. Two C++ files use two
 * stable C interfaces, those of Node-API and of TensorFlow. One call of the compiler does what
 * node-gyp would do. It needs neither Python nor Node's own headers, only those of Node-API from
 * the npm registry.
 */
import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { version_core } from "@tensorflow/tfjs-core";
import { type Library, libraries } from "./library.js";
import { run } from "./run.js";

/** Version of Node-API that the package's loader requests under every Node that we support. */
const nodeApi = 8;

const packageName = "@tensorflow/tfjs-node";

/** Installs the package in a folder of its own. An existing package.json is kept. */
export function installPackage(into: string): void {
	mkdirSync(into, { recursive: true });
	const manifest = join(into, "package.json");
	if (!existsSync(manifest))
		writeFileSync(manifest, `${JSON.stringify({ private: true })}\n`);
	run("npm", [
		...["install", "--ignore-scripts", "--no-audit", "--no-fund"],
		...["--prefix", into],
		`${packageName}@${version_core}`,
		"node-api-headers@1",
	]);
}

/** Compiles and links the addon; returns its path. */
export function compileAddon(
	into: string,
	library: Library,
	compiler: string,
): string {
	const root = join(into, "node_modules", packageName);
	const target = join(root, `lib/napi-v${nodeApi}/tfjs_binding.node`);
	mkdirSync(join(target, ".."), { recursive: true });
	run(compiler, compilerArguments(into, library, `${target}.new`));
	renameSync(`${target}.new`, target);
	return target;
}

/** The addon contains the path of the library's folder, so it needs no LD_LIBRARY_PATH. */
export function compilerArguments(
	into: string,
	library: Library,
	output: string,
): readonly string[] {
	const modules = join(into, "node_modules");
	const sources = ["tfjs_backend.cc", "tfjs_binding.cc"];
	return [
		...["-O2", "-std=c++17", "-fPIC", "-shared", `-DNAPI_VERSION=${nodeApi}`],
		`-I${join(modules, "node-api-headers/include")}`,
		`-I${join(library.folder, "include")}`,
		...sources.map((file) => join(modules, packageName, "binding", file)),
		`-L${library.folder}`,
		...libraries.map((name) => `-l:${name}`),
		`-Wl,-rpath,${library.folder}`,
		...["-o", output],
	];
}
