/**
 * Our kernels on the heap of the library's wasm backend. Tensors are passed by address, and nothing
 * is copied. Our modules import the backend's memory, which may grow at any time.
 */
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import {
	type DataType,
	getKernel,
	type KernelFunc,
	type NamedAttrMap,
	type NamedTensorInfoMap,
	registerKernel,
	type TensorInfo,
	unregisterKernel,
	util,
} from "@tensorflow/tfjs-core";
import { instantiateKernel, type KernelName } from "../../core/kernels/load.js";

type Tensors = Readonly<Record<string, TensorInfo>>;
/** By the names that the library gives them. A kernel has those that are its own. */
export type Inputs = Readonly<
	Record<
		"a" | "b" | "dy" | "filter" | "g" | "indices" | "segmentIds" | "x",
		TensorInfo
	>
>;
export type Attributes = Readonly<Record<string, unknown>>;

export const backendName = "wasm";

/** A kernel as this folder writes it. `library` is the kernel that it replaces. */
export type HeapKernel = (
	inputs: Inputs,
	attributes: Attributes,
	library: LibraryKernel,
) => TensorInfo | TensorInfo[];

/** A kernel of the library. */
export type LibraryKernel = (
	inputs: Tensors,
	attributes: Attributes,
) => TensorInfo;

export class SharedHeap {
	private readonly memory: WebAssembly.Memory;

	constructor(private readonly backend: BackendWasm) {
		this.memory = memoryOf(backend);
	}

	/** An instance of one of our modules on this heap. */
	instantiate<N extends KernelName>(name: N): KernelModules[N] {
		return instantiateKernel(name, this.memory);
	}

	/** Byte address of a tensor's values. Throws unless their type is float32, or `dtype` if given. */
	address(info: TensorInfo, dtype: DataType = "float32"): number {
		if (info.dtype !== dtype)
			throw new Error(`expected a ${dtype} tensor, not ${info.dtype}`);
		// Some calls return addresses above 2 GiB as negative 32-bit numbers.
		return this.backend.getMemoryOffset(info.dataId as object) >>> 0;
	}

	/** One of the library's kernels. */
	library(kernelName: string): LibraryKernel {
		const { kernelFunc } = getKernel(kernelName, backendName);
		return (inputs, attributes) =>
			kernelFunc({
				inputs: inputs as NamedTensorInfoMap,
				attrs: attributes as NamedAttrMap,
				backend: this.backend,
			}) as TensorInfo;
	}

	/** Frees a tensor that a kernel made for its own use. */
	dispose(info: TensorInfo): void {
		this.backend.disposeData(info.dataId as object);
	}

	/** A new tensor, uninitialised. */
	output(shape: readonly number[], dtype: DataType = "float32"): TensorInfo {
		const info = this.backend.makeOutput([...shape], dtype);
		if (this.address(info, dtype) === 0 && util.sizeFromShape(info.shape) > 0) {
			// The backend does not check this: it would write to address 0, over its own data.
			throw new Error(
				`the tensor heap (4 GiB at most) has no room for [${shape.join(", ")}]`,
			);
		}
		return info;
	}

	/** Runs `work` with the address of room for `length` float32. */
	withScratch<R>(length: number, work: (address: number) => R): R {
		const scratch = this.output([length]);
		try {
			return work(this.address(scratch));
		} finally {
			this.dispose(scratch);
		}
	}
}

/** Registers a kernel. It replaces the library's own, if there is one. */
export function register(
	heap: SharedHeap,
	kernelName: string,
	kernel: HeapKernel,
): void {
	const known = getKernel(kernelName, backendName) !== undefined;
	const library = known ? heap.library(kernelName) : missing(kernelName);
	if (known) unregisterKernel(kernelName, backendName);
	registerKernel({
		kernelName,
		backendName,
		kernelFunc: (({ inputs, attrs }) =>
			kernel(
				inputs as Inputs,
				(attrs ?? {}) as Attributes,
				library,
			)) as KernelFunc,
	});
}

function missing(kernelName: string): LibraryKernel {
	return () => {
		throw new Error(`the library has no kernel ${kernelName}`);
	};
}

/** The emscripten module keeps its memory in a field that its types do not declare. */
function memoryOf(backend: BackendWasm): WebAssembly.Memory {
	const { asm } = backend.wasm as unknown as {
		asm?: { memory?: WebAssembly.Memory };
	};
	if (asm?.memory === undefined)
		throw new Error("this version of the wasm backend hides its memory");
	return asm.memory;
}
