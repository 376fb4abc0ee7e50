/** Memory of the HMC kernels of links (samplers/hmc/simd/gauge/group.wasm.ts): the buffers of two chains, and the neighbours. */
import type { Wilson } from "../../../../actions/action.js";
import { linkAlgebras } from "../../../../actions/gauge/links/registry.js";
import type { Block, Heap } from "../../../../core/kernels/load.js";
import { createLattice, neighbours } from "../../../../core/lattice.js";
import { lanesOf } from "../../../chain/engine.js";
import { type BlockMemory, resultsOf } from "../memory.js";

/** Everything that stays the same for all trajectories of an engine. */
export interface LinkSetup extends Wilson {
	readonly shape: readonly number[];
	readonly key: readonly [number, number];
}

export interface LinkMemory extends BlockMemory {
	/** The links after the last accept step and those of the trajectory, then the rest (samplers/hmc/simd/gauge/links.as.ts). */
	readonly memory: Block<Float64Array>;
}

type LinkKernel = KernelModules["samplers/hmc/simd/gauge/u1"];

/** Name of the kernel for `loadKernel`. */
export function linkKernelName(group: Wilson["group"]) {
	return `samplers/hmc/simd/gauge/${group.toLowerCase() as Lowercase<typeof group>}` as const;
}

/** Allocates and configures everything for one block of chains. */
export function prepareLinks(
	kernel: LinkKernel,
	heap: Heap,
	{ shape, group, beta, key }: LinkSetup,
): LinkMemory {
	const lattice = createLattice(shape);
	const { sites, dimension } = lattice;
	const lanes = lanesOf("float64");
	const near = heap.int32(2 * dimension * sites);
	near.view.set(neighbours(lattice));
	kernel.configure(dimension, sites, near.address, beta);
	kernel.configureKey(...key);
	const memory = heap.float64(Math.ceil(kernel.layout(0) / 8));
	kernel.layout(memory.address);
	const field = heap.float64(
		dimension * sites * linkAlgebras[group].components,
	);
	const results = resultsOf(heap, kernel.resultsAt(), lanes);
	return { lanes, ...results, field, memory };
}
