/**
 * Loads AssemblyScript kernels. A source `<folder>/<file>.wasm.ts` is compiled to the module
 * dist/<folder>/<file>.wasm, whose name here is `<folder>/<file>`; sources `.as.ts` are parts of such
 * modules. A module imports its memory. It is read and compiled once in a thread; any number of
 * instances may follow.
 *
 *   type Exports = { axpy(n: number, a: number, x: number, y: number): void };
 *   const { exports, heap } = loadKernel<Exports>("samplers/mine/simd/axpy");
 *   const x = heap.float32(1024);
 *
 * The type argument is a `type` alias, not an interface; nothing checks it against the module, it
 * is a promise of the assembly file.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { messageOf } from "../../core/errors.js";
import { Heap } from "./heap.js";

export { type Block, Heap } from "./heap.js";

/** What a module exports: functions of numbers, addresses being byte offsets into the memory. */
export type KernelExports = Readonly<
	Record<string, (...args: never[]) => unknown>
>;

export interface LoadedKernel<E> {
	readonly exports: E;
	readonly memory: WebAssembly.Memory;
	/** Allocator over the whole of `memory`. */
	readonly heap: Heap;
}

const modules = new Map<string, WebAssembly.Module>();

/** The compiled module of this thread. Throws when the build has no such kernel. */
export function compileKernel(name: string): WebAssembly.Module {
	const known = modules.get(name);
	if (known !== undefined) return known;
	const path = fileURLToPath(new URL(`../../${name}.wasm`, import.meta.url));
	let module: WebAssembly.Module;
	try {
		module = new WebAssembly.Module(new Uint8Array(readFileSync(path)));
	} catch (error) {
		throw new Error(`kernel ${name} cannot be loaded: ${messageOf(error)}`);
	}
	modules.set(name, module);
	return module;
}

/** An instance on a memory that exists already, for example the heap of the tensor library. */
export function instantiateKernel<E extends KernelExports>(
	name: string,
	memory: WebAssembly.Memory,
): E {
	const instance = new WebAssembly.Instance(compileKernel(name), {
		env: { memory, abort: abortOf(name) },
	});
	return instance.exports as unknown as E;
}

/** An instance with a growable memory of its own. */
export function loadKernel<E extends KernelExports>(
	name: string,
): LoadedKernel<E> {
	const memory = new WebAssembly.Memory({ initial: 16 });
	return {
		exports: instantiateKernel<E>(name, memory),
		memory,
		heap: new Heap(memory),
	};
}

/** AssemblyScript calls this for failed assertions; with its texts compiled away only the place is left. */
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
