/** Facts about the machine that a reader of a timing needs. */
import { availableParallelism, totalmem } from "node:os";
import {
	type Instructions,
	kernelInstructions,
} from "../core/kernels/instructions.js";
import { cpuModel } from "./backends/activate.js";

export interface Host {
	readonly cpu: string;
	/** Processors that this process may use. */
	readonly cores: number;
	readonly memoryBytes: number;
	readonly platform: string;
	readonly node: string;
	readonly v8: string;
	/** Whether WebAssembly has 128-bit SIMD. The kernels need it. */
	readonly simd: boolean;
	/** The build of the kernels that runs here: `relaxed-simd` is that with fused multiply-add. */
	readonly kernels: Instructions;
}

export function hostFacts(): Host {
	return {
		cpu: cpuModel(),
		cores: availableParallelism(),
		memoryBytes: totalmem(),
		platform: `${process.platform}-${process.arch}`,
		node: process.versions.node,
		v8: process.versions.v8,
		simd: validates([0x41, 0, 0xfd, 0x0f, 0xfd, 0x62, 0x0b]),
		kernels: kernelInstructions(),
	};
}

/** Whether the engine accepts a module whose only function, () -> v128, has this body. */
function validates(body: readonly number[]): boolean {
	const code = [0, ...body];
	return WebAssembly.validate(
		new Uint8Array([
			...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
			...[1, 5, 1, 0x60, 0, 1, 0x7b],
			...[3, 2, 1, 0],
			...[10, code.length + 2, 1, code.length, ...code],
		]),
	);
}
