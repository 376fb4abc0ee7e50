/**
 * Memory of the fused HMC kernels (samplers/hmc/simd/float.wasm.ts): the
 * buffers of one block of chains, and the table of neighbour rows for any periodic lattice.
 */

import type { Block, Heap } from "../../../core/kernels/load.js";
import { createLattice, neighbours } from "../../../core/lattice.js";
import { writeHartleyPlan } from "../../../tensor/kernels/hartley-plan.js";
import { lanesOf, type Precision } from "../../chain/engine.js";

export type { Precision } from "../../chain/engine.js";

/** Everything that stays the same for all trajectories of an engine. */
export interface KernelSetup {
	readonly shape: readonly number[];
	readonly precision: Precision;
	readonly kinetic: number;
	/** Even, of degree 6 at most. S omits its constant. */
	readonly potential: readonly number[];
	readonly key: readonly [number, number];
	/** Of every mode, [sites]: with Fourier acceleration. */
	readonly masses?: Float64Array | undefined;
}

/** Both precisions export the same. */
export type HmcKernel = KernelModules[`samplers/hmc/simd/${Precision}`];
/** The kernel of any schedule (samplers/hmc/simd/staged/float.wasm.ts). */
export type StagedKernel =
	KernelModules[`samplers/hmc/simd/staged/${Precision}`];
/** The kernel with Fourier acceleration (samplers/hmc/simd/accelerated/float.wasm.ts). */
export type AcceleratedKernel =
	KernelModules[`samplers/hmc/simd/accelerated/${Precision}`];
/** The kernel of microcanonical trajectories (samplers/mclmc/simd/float.wasm.ts). */
export type IsokineticKernel =
	KernelModules[`samplers/mclmc/simd/${Precision}`];

/** What a block of chains shares with its host. */
export interface BlockMemory {
	/** Chains in a block: 4 in float32, 2 in float64. */
	readonly lanes: number;
	/** S, then M, then Delta H of each lane. The views are valid until the heap allocates again. */
	readonly results: Float64Array;
	/** Accept flag of each lane. */
	readonly flags: Int32Array;
	/** Transfer area: one configuration. */
	readonly field: Block<Float32Array> | Block<Float64Array>;
}

export interface KernelMemory extends BlockMemory {
	/** Momenta divided by 2 * kinetic * kick2 of the schedule, sites outside, chains inside. */
	readonly momenta: Block<Float32Array> | Block<Float64Array>;
}

/** The lattice as rows along the last direction. One dimension becomes [1, L], whose additional links cancel. */
function rowTable(shape: readonly number[]): {
	readonly width: number;
	readonly rows: number;
	readonly links: number;
	readonly table: Int32Array;
} {
	const outer = createLattice(shape.length === 1 ? [1] : shape.slice(0, -1));
	return {
		width: shape.at(-1) ?? 1,
		rows: outer.sites,
		links: 2 * outer.dimension,
		table: neighbours(outer),
	};
}

/** Allocates and configures everything for one block of chains. */
export function prepareKernel(
	kernel: HmcKernel | StagedKernel | AcceleratedKernel | IsokineticKernel,
	heap: Heap,
	setup: KernelSetup,
): KernelMemory {
	const lanes = lanesOf(setup.precision);
	const allocate = (length: number) =>
		setup.precision === "float32" ? heap.float32(length) : heap.float64(length);
	const { width, rows, links, table } = rowTable(setup.shape);
	const sites = width * rows;
	const offsets = heap.int32(table.length);
	// The room for momenta is a multiple of eight sites, because they are drawn in groups.
	const buffer = () => allocate(lanes * (sites + 7));
	const fields = buffer();
	const ping = buffer();
	const pong = buffer();
	const momenta = buffer();
	const scratchRow = allocate(lanes * width);
	if ("configureStages" in kernel)
		kernel.configureStages(buffer().address, buffer().address);
	if ("configureModes" in kernel) {
		const lattice = createLattice(setup.shape);
		const weights = allocate(sites);
		weights.view.set(
			(setup.masses ?? []).map((mass) => 1 / Math.sqrt(mass * sites)),
		);
		kernel.configureModes(
			buffer().address,
			buffer().address,
			weights.address,
			writeHartleyPlan(heap, lattice, setup.precision),
			allocate(5 * lanes * Math.max(...setup.shape)).address,
		);
	}
	// Results (3 lanes), flags (16 bytes), and the sums before and after a trajectory (4 lanes).
	const results = heap.float64(7 * lanes + 2);
	const field = allocate(sites);
	for (let entry = 0; entry < table.length; entry++)
		offsets.view[entry] = table[entry] * width * 16;
	kernel.configureLattice(width, rows, links, offsets.address);
	kernel.configureBuffers(
		fields.address,
		ping.address,
		pong.address,
		momenta.address,
		scratchRow.address,
		results.address,
	);
	const [, , quadratic = 0, , quartic = 0, , sextic = 0] = setup.potential;
	kernel.configureAction(setup.kinetic, quadratic, quartic, sextic);
	kernel.configureKey(setup.key[0], setup.key[1]);
	if ("configureWaves" in kernel) {
		const slabs = setup.shape.length === 1 ? 1 : setup.shape[0];
		const depth = waveDepth(slabs, sites);
		kernel.configureWaves(slabs, depth, heap.float64(depth).address);
	}
	return { lanes, ...resultsOf(heap, results.address, lanes), field, momenta };
}

/** Three buffers of a site in all lanes. */
const workingBytes = 48;
/** What a wave may take, a usual second cache of a core, and what a lattice takes that needs no waves. */
const waveBytes = 1024 * 1024;
const cachedBytes = 1024 * 1024;

/** Kicks of a wave, see samplers/hmc/simd/wave.as.ts: as many slabs and two neighbours are in use at once. */
function waveDepth(slabs: number, sites: number): number {
	if (sites * workingBytes <= cachedBytes) return 1;
	const most = Math.floor((waveBytes * slabs) / (workingBytes * sites)) - 2;
	return Math.max(1, Math.min(most, slabs >> 1));
}

/** Views of what `acceptOrReject` writes (samplers/hmc/simd/accept.as.ts). */
export function resultsOf(
	{ memory }: Heap,
	address: number,
	lanes: number,
): Pick<BlockMemory, "results" | "flags"> {
	return {
		results: new Float64Array(memory.buffer, address, 3 * lanes),
		flags: new Int32Array(memory.buffer, address + 3 * lanes * 8, lanes),
	};
}
