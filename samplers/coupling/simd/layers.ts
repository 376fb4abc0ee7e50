/** The coupling layers of a flow in the kernels, one after another, for a block of eight samples. */
import type { FusedConditioner } from "./conditioner.js";
import type { CouplingKernels } from "./kernels.js";
import type { BlockSpace } from "./space.js";
import type { FusedTransform } from "./transform.js";

export class FusedLayers {
	readonly #conditioners: readonly FusedConditioner[];
	readonly #transform: FusedTransform;
	readonly #space: BlockSpace;
	readonly #sites: number;
	readonly #kernels: CouplingKernels;
	/** Address of the parameters. */
	readonly #parameters: number;

	constructor(
		conditioners: readonly FusedConditioner[],
		transform: FusedTransform,
		space: BlockSpace,
		sites: number,
		kernels: CouplingKernels,
		parameters: number,
	) {
		this.#conditioners = conditioners;
		this.#transform = transform;
		this.#space = space;
		this.#sites = sites;
		this.#kernels = kernels;
		this.#parameters = parameters;
	}

	/** Fields of the space from the first to the last; subtracts the logarithms of the slopes from log q. */
	forward(): void {
		const { fields, logDensity } = this.#space;
		for (const [i, conditioner] of this.#conditioners.entries()) {
			const output = fields[i + 1].address;
			this.#kernels.copyLanes(this.#sites, fields[i].address, output);
			conditioner.forward(this.#parameters, output);
			this.#transform.forward(conditioner, output, logDensity.address);
		}
	}

	/** Takes `fields` back through all layers, in place, and adds to the eight sums of log q. */
	inverse(fields: number, sums: number): void {
		for (const conditioner of this.#conditioners.toReversed()) {
			conditioner.forward(this.#parameters, fields);
			this.#transform.inverse(conditioner, fields, sums);
		}
	}

	/**
	 * Replaces d loss / d fields after the layers by that before them, in place. `live` are d loss / d log q,
	 * and the derivatives by the weights are added to `laneGradient` unless it is 0.
	 */
	backward(gradient: number, live: number, laneGradient: number): void {
		const net = this.#space.netGradient.address;
		for (let i = this.#conditioners.length - 1; i >= 0; i--) {
			const conditioner = this.#conditioners[i];
			const input = this.#space.fields[i].address;
			this.#transform.gradient(conditioner, input, gradient, live, net);
			conditioner.backward(
				this.#parameters,
				input,
				net,
				gradient,
				laneGradient,
			);
		}
	}

	/** Replaces d log q / d fields before the layers by that after them, in place (arXiv:2207.08219). */
	score(score: number): void {
		const net = this.#space.netGradient.address;
		for (const [i, conditioner] of this.#conditioners.entries()) {
			const input = this.#space.fields[i].address;
			this.#transform.score(conditioner, input, score, net);
			conditioner.backward(this.#parameters, input, net, score, 0);
		}
	}
}
