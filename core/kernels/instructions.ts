/**
 * Which build of the kernels runs: that of WebAssembly's SIMD, or that of relaxed SIMD, where a product
 * and a sum are one fused multiply-add, rounded once (pack/fuse.mjs). Within a build the bits are the
 * same on every machine. Between the builds the last digits differ.
 *
 * Relaxed SIMD is taken where the engine has it and fuses: the specification also allows two
 * roundings, which gain nothing. Node has it from version 22. Version 20 has it behind a flag of V8,
 * which is set here for this process and all its threads. LATTICEBENCH_KERNELS in the environment,
 * `simd` or `relaxed-simd`, overrides the choice.
 */
import { setFlagsFromString } from "node:v8";
import { InputError } from "../errors.js";

export type Instructions = "simd" | "relaxed-simd";

/** The environment variable that overrides the choice. A thread reads it once. */
export const instructionsVariable = "LATTICEBENCH_KERNELS";

/** Bytes of one section of a module, or of a function's body. */
function sized(...bytes: readonly number[]): number[] {
	return [bytes.length, ...bytes];
}

/** Pushes four lanes of a float32, which is given by its bits. */
function lanes(bits: number): number[] {
	const bytes = new Uint8Array(new Uint32Array([bits]).buffer);
	return [0x43, ...bytes, 0xfd, 0x13];
}

/** A module whose function `f` computes a b + c with a = b = 1 + 2^-12 and c = -(1 + 2^-11) by relaxed_madd. */
const probe = new Uint8Array([
	...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
	...[1, ...sized(1, 0x60, 0, 1, 0x7d)],
	...[3, ...sized(1, 0)],
	...[7, ...sized(1, 1, 0x66, 0, 0)],
	10,
	...sized(
		1,
		...sized(
			0,
			...lanes(0x3f800800),
			...lanes(0x3f800800),
			...lanes(0xbf801000),
			...[0xfd, 0x85, 2, 0xfd, 0x1f, 0, 0x0b],
		),
	),
]);

/** Whether relaxed SIMD can be used and rounds once: the product 1 + 2^-11 + 2^-24 is exact only then. */
export function fuses(): boolean {
	if (!WebAssembly.validate(probe)) {
		setFlagsFromString("--experimental-wasm-relaxed-simd");
		if (!WebAssembly.validate(probe)) return false;
	}
	const { f } = new WebAssembly.Instance(new WebAssembly.Module(probe), {})
		.exports;
	return (f as () => number)() === 2 ** -24;
}

let chosen: Instructions | undefined;

/** The build that this process uses. Throws an InputError if the environment names one that is not there. */
export function kernelInstructions(): Instructions {
	chosen ??= instructionsOf(process.env[instructionsVariable]);
	return chosen;
}

/**
 * @param wanted value of the environment variable
 * @throws InputError if it is no build, or one that does not run here
 */
export function instructionsOf(wanted: string | undefined): Instructions {
	if (wanted === "simd") return wanted;
	if (wanted !== undefined && wanted !== "" && wanted !== "relaxed-simd")
		throw new InputError(
			`${instructionsVariable}: expected simd or relaxed-simd, not ${JSON.stringify(wanted)}`,
		);
	if (fuses()) return "relaxed-simd";
	if (wanted === "relaxed-simd")
		throw new InputError(
			`${instructionsVariable}: this machine, or this version of Node, has no fused multiply-add in WebAssembly`,
		);
	return "simd";
}
