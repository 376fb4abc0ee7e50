/**
 * Hamiltonian Monte Carlo for lattices that do not fit into a workgroup. Fields and momenta are in
 * global memory, and every kick with its drift is one pass from one buffer to another. If the
 * length of rows is a multiple of four, a thread treats four sites of a row at a time, so all
 * access is coalesced. A pass moves 16 bytes per site: phi and q, there and back.
 *
 * The passes of one trajectory are begin (momenta, first drift), kicks, end (S, M, q^2), settle
 * (accept step), keep (accepted fields, storage). The arithmetic of a site is that of the resident
 * kernel, operation by operation, so the fields have the same bits. The sums differ in the order of
 * partial sums.
 */
import type { Frame, StreamedSetup } from "./frame.wgsl.js";
import { beginSource, keepSource, kickSource } from "./streamed-passes.wgsl.js";
import { endSource, settleSource } from "./streamed-sums.wgsl.js";
import { product } from "./tile.wgsl.js";

/** A kernel, with its name as entry point, and its number of workgroups per chain. */
export interface StreamedKernel {
	readonly source: string;
	readonly parts: number;
}

export interface StreamedKernels {
	readonly begin: StreamedKernel;
	readonly kick: StreamedKernel;
	readonly end: StreamedKernel;
	/** Stores the sums that `end` made of the first fields. */
	readonly open: StreamedKernel;
	readonly settle: StreamedKernel;
	readonly keep: StreamedKernel;
	/** Bytes of the partial sums of a chain in begin and in end. */
	readonly sumBytes: readonly [begin: number, end: number];
}

/** Threads of a workgroup in kernels that add, if a chain has no more workgroups than any device accepts. */
const adders = 64;
const mostParts = 65_535;

export function streamedKernels(setup: StreamedSetup): StreamedKernels {
	const { shape } = setup;
	const width = Number(shape.at(-1)) % 4 === 0 ? 4 : 1;
	const items = product(shape) / width;
	const frameOf = (lanes: number): Frame => ({
		...setup,
		lanes,
		width,
		items,
		parts: Math.ceil(items / lanes),
		sites: width === 4 ? "vec4f" : "f32",
		cells: shape.map((n, mu) => (mu === shape.length - 1 ? n / width : n)),
	});
	const moving = frameOf(setup.lanes);
	const adding = items > mostParts * adders ? moving : frameOf(adders);
	const { parts } = adding;
	return {
		begin: { source: beginSource(adding), parts },
		kick: { source: kickSource(moving), parts: moving.parts },
		end: { source: endSource(adding), parts },
		open: { source: settleSource(adding, true), parts: 1 },
		settle: { source: settleSource(adding, false), parts: 1 },
		keep: { source: keepSource(moving), parts: moving.parts },
		sumBytes: [8 * parts, 24 * parts],
	};
}
