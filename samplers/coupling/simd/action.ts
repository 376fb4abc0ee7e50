/** The action of nearest neighbours and a polynomial for the kernels, for blocks of eight samples, [site][8]. */
import type { Polynomial } from "../../../actions/action.js";
import type { Block, Heap } from "../../../core/kernels/load.js";
import { type Lattice, neighbours } from "../../../core/lattice.js";
import type { CouplingKernels } from "./kernels.js";

/** S of a block, and dS/dphi. */
export class FusedAction {
	private readonly sites: number;
	private readonly links: number;
	private readonly kinetic: number;
	private readonly neighbours: Block<Int32Array>;
	private readonly potential: Block<Float64Array>;

	constructor(
		action: Polynomial,
		lattice: Lattice,
		private readonly kernels: CouplingKernels,
		heap: Heap,
	) {
		this.sites = lattice.sites;
		this.links = 2 * lattice.dimension;
		this.kinetic = action.kinetic;
		const table = neighbours(lattice);
		this.neighbours = heap.int32(table.length);
		this.neighbours.view.set(table);
		this.potential = heap.float64(5);
		this.potential.view.fill(0);
		this.potential.view.set(action.potential);
	}

	evaluate(fields: number, values: number): void {
		this.kernels.localAction(
			this.sites,
			this.links,
			this.neighbours.address,
			this.kinetic,
			this.potential.address,
			fields,
			values,
		);
	}

	gradient(fields: number, live: number, gradient: number): void {
		this.kernels.localActionGradient(
			this.sites,
			this.links,
			this.neighbours.address,
			this.kinetic,
			this.potential.address,
			fields,
			live,
			gradient,
		);
	}
}
