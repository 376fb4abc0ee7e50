/** One block of two chains of links on the kernels of sweeps. */
import type { Wilson } from "../../../../actions/action.js";
import { linkAlgebras } from "../../../../actions/gauge/links/registry.js";
import { type Block, loadKernel } from "../../../../core/kernels/load.js";
import { createLattice, neighbours } from "../../../../core/lattice.js";
import { lanesOf } from "../../../chain/engine.js";
import { mostSweeps, type Step } from "../../../chain/local/program.js";
import type { UpdateBlock } from "../../../chain/local/simd/job.js";

/** Everything that stays the same for all updates of an engine. */
export interface LinkSetup extends Wilson {
	readonly shape: readonly number[];
	readonly key: readonly [number, number];
	/** Whether there are winding proposals, which are of two-dimensional U(1) alone. */
	readonly winding: boolean;
}

type LinkStep = "heatBath" | "overrelax" | "flux";
type WindingKernel = KernelModules["samplers/winding/simd/u1"];
type LinkKernel = Omit<WindingKernel, "flux" | "configureFlux"> &
	Partial<Pick<WindingKernel, "flux" | "configureFlux">>;

const lowered = { U1: "u1", SU2: "su2", SU3: "su3" } as const;

/** The state of a chain is its links as matrices, [mu, ...shape, reals] as in actions/gauge/links/algebra.ts. */
export class LinkBlock implements UpdateBlock {
	readonly lanes = lanesOf("float64");
	readonly #kernel: LinkKernel;
	readonly #results: Float64Array;
	readonly #matrices: Block<Float64Array>;
	readonly #field: Block<Float64Array>;
	#beta: number;

	constructor({ group, beta, shape, key, winding }: LinkSetup) {
		const { exports, heap } = winding
			? loadKernel("samplers/winding/simd/u1")
			: loadKernel(`samplers/heatbath/gauge/simd/${lowered[group]}`);
		const kernel: LinkKernel = exports;
		const lattice = createLattice(shape);
		const { sites, dimension } = lattice;
		const { reals, components } = linkAlgebras[group];
		const near = heap.int32(2 * dimension * sites);
		near.view.set(neighbours(lattice));
		kernel.configure(dimension, sites, near.address, beta);
		kernel.configureKey(...key);
		const memory = heap.float64(Math.ceil(kernel.layout(0) / 8));
		kernel.layout(memory.address);
		this.#kernel = kernel;
		this.#beta = beta;
		this.#matrices = heap.float64(dimension * sites * reals);
		this.#field = heap.float64(dimension * sites * components);
		if (kernel.configureFlux !== undefined) {
			const [first, second] = shape;
			const table = heap.float64(2 * (first + second));
			const turn = (2 * Math.PI) / sites;
			for (let k = 0; k < first + second; k++) {
				const angle = turn * (k < second ? k : (k - second) * second);
				table.view[2 * k] = Math.cos(angle);
				table.view[2 * k + 1] = Math.sin(angle);
			}
			kernel.configureFlux(first, second, table.address);
		}
		this.#results = new Float64Array(
			heap.memory.buffer,
			kernel.resultsAt(),
			2 * this.lanes,
		);
	}

	setTuned(): void {}

	setBeta(beta: number): void {
		this.#beta = beta;
		this.#kernel.configureBeta(beta);
	}

	insert(lane: number, links: Float32Array | Float64Array): void {
		this.#matrices.view.set(links);
		this.#kernel.insert(lane, this.#matrices.address);
	}

	extract(lane: number, links: Float32Array | Float64Array): void {
		this.#kernel.extract(lane, this.#matrices.address);
		links.set(this.#matrices.view);
	}

	extractField(lane: number, field: Float32Array | Float64Array): void {
		if (lane === 0) this.#kernel.toFields();
		this.#kernel.extractField(lane, this.#field.address);
		field.set(this.#field.view);
	}

	update(number: number, chain: number, steps: readonly Step[]): void {
		this.#kernel.begin();
		this.sweep(number, chain, steps);
		this.#kernel.measure();
	}

	/** The sweeps of an update without what is measured after them. */
	sweep(number: number, chain: number, steps: readonly Step[]): void {
		for (let index = 0; index < steps.length; index++) {
			const { kind, count } = steps[index];
			this.#kernel[kind as LinkStep]?.(
				number,
				chain,
				index * mostSweeps,
				count,
			);
		}
	}

	action(lane: number): number {
		return this.#beta * this.slope(lane);
	}

	/** S / beta = -sum of Re tr P / N. */
	slope(lane: number): number {
		return this.#results[lane];
	}

	/** Links have no total beside S. */
	total(): number {
		return 0;
	}

	/** The accepted share is the only one. */
	tally(_which: number, lane: number): number {
		return this.#results[this.lanes + lane];
	}
}
