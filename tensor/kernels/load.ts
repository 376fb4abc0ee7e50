/**
 * Loads AssemblyScript kernels. The source `<folder>/<file>.wasm.ts` is compiled to the module
 * dist/<folder>/<file>.wasm, whose name here is `<folder>/<file>`. Sources `*.as.ts` are parts of
 * such modules. A module imports its memory. Each thread reads and compiles a module once and can
 * make any number of instances.
 *
 *   type Exports = { axpy(n: number, a: number, x: number, y: number): void };
 *   const { exports, heap } = loadKernel<Exports>("samplers/mine/simd/axpy");
 *   const x = heap.float32(1024);
 *   const y = heap.float32(1024);
 *   exports.axpy(1024, 2, x.address, y.address);
 *
 * The type argument is a `type` alias, not an interface. Nothing checks it against the module: it
 * states what the assembly file promises.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { messageOf } from "../../core/errors.js";
import { Heap } from "./heap.js";

export { type Block, Heap } from "./heap.js";

/** The exports of a module: functions of numbers. Addresses are byte offsets into the memory. */
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

/** The compiled module in this thread. Throws if the build has no such kernel. */
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

/** An instance on an existing memory, for example the heap of the tensor library. */
export function instantiateKernel<E extends KernelExports>(
	name: string,
	memory: WebAssembly.Memory,
): E {
	const instance = new WebAssembly.Instance(compileKernel(name), {
		env: { memory, abort: abortOf(name) },
	});
	return instance.exports as unknown as E;
}

/** An instance with its own growable memory. */
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
