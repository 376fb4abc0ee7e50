/**
 * Loads AssemblyScript kernels. The source `<folder>/<file>.wasm.ts` is compiled to the module
 * dist/<folder>/<file>.wasm, whose name here is `<folder>/<file>`. Sources `*.as.ts` are parts of
 * such modules. Beside it stands <file>.fused.wasm, the build with fused multiply-add
 * (instructions.ts). A module imports its memory. Each thread reads and compiles a module once and
 * can make any number of instances.
 *
 *   const { exports, heap } = loadKernel("samplers/mine/simd/axpy");
 *   const x = heap.float32(1024);
 *   const y = heap.float32(1024);
 *   exports.axpy(1024, 2, x.address, y.address);
 *
 * The build writes the types of all modules, `KernelModules`, from their sources. A kernel is not
 * known to the type checker before it was built once.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { messageOf } from "../errors.js";
import { Heap } from "./heap.js";
import { type Instructions, kernelInstructions } from "./instructions.js";

export { type Block, Heap } from "./heap.js";

/** Addresses in the exports of a module are byte offsets into the memory. */
export type KernelName = keyof KernelModules;

export interface LoadedKernel<E> {
	readonly exports: E;
	readonly memory: WebAssembly.Memory;
	/** Allocator over the whole of `memory`. */
	readonly heap: Heap;
}

const modules = new Map<string, WebAssembly.Module>();

/** The compiled module in this thread. Throws if the build has no such kernel. */
export function compileKernel(
	name: string,
	instructions: Instructions = kernelInstructions(),
): WebAssembly.Module {
	const file = instructions === "simd" ? `${name}.wasm` : `${name}.fused.wasm`;
	const known = modules.get(file);
	if (known !== undefined) return known;
	const path = fileURLToPath(new URL(`../../${file}`, import.meta.url));
	let module: WebAssembly.Module;
	try {
		module = new WebAssembly.Module(new Uint8Array(readFileSync(path)));
	} catch (error) {
		throw new Error(`kernel ${name} cannot be loaded: ${messageOf(error)}`);
	}
	modules.set(file, module);
	return module;
}

/** An instance on an existing memory, for example the heap of the tensor library. */
export function instantiateKernel<N extends KernelName>(
	name: N,
	memory: WebAssembly.Memory,
	instructions?: Instructions,
): KernelModules[N] {
	const module = compileKernel(name, instructions);
	const instance = new WebAssembly.Instance(module, {
		env: { memory, abort: abortOf(name) },
	});
	return instance.exports as unknown as KernelModules[N];
}

/** An instance with its own growable memory, of the build that this process uses or of a given one. */
export function loadKernel<N extends KernelName>(
	name: N,
	instructions?: Instructions,
): LoadedKernel<KernelModules[N]> {
	const memory = new WebAssembly.Memory({ initial: 16 });
	return {
		exports: instantiateKernel(name, memory, instructions),
		memory,
		heap: new Heap(memory),
	};
}

/** AssemblyScript calls this when an assertion fails. Its texts are compiled away, so only the position is known. */
function abortOf(name: string) {
	return (
		_message: number,
		_file: number,
		line: number,
		column: number,
	): never => {
		throw new Error(`kernel ${name} stopped at ${line}:${column}`);
	};
}
