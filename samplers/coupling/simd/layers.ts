/** The coupling layers of a flow in the kernels, one after another, for a block of eight samples. */
import type { FusedConditioner } from "./conditioner.js";
import type { CouplingKernels } from "./kernels.js";
import type { BlockSpace } from "./space.js";
import type { FusedTransform } from "./transform.js";

export class FusedLayers {
	constructor(
		private readonly conditioners: readonly FusedConditioner[],
		private readonly transform: FusedTransform,
		private readonly space: BlockSpace,
		private readonly sites: number,
		private readonly kernels: CouplingKernels,
		/** Address of the parameters. */
		private readonly parameters: number,
	) {}

	/** Fields of the space from the first to the last; subtracts the logarithms of the slopes from log q. */
	forward(): void {
		const { fields, logDensity } = this.space;
		for (const [i, conditioner] of this.conditioners.entries()) {
			const output = fields[i + 1].address;
			this.kernels.copyLanes(this.sites, fields[i].address, output);
			conditioner.forward(this.parameters, output);
			this.transform.forward(conditioner, output, logDensity.address);
		}
	}

	/** Takes `fields` back through all layers, in place, and adds to the eight sums of log q. */
	inverse(fields: number, sums: number): void {
		for (const conditioner of this.conditioners.toReversed()) {
			conditioner.forward(this.parameters, fields);
			this.transform.inverse(conditioner, fields, sums);
		}
	}

	/**
	 * Replaces d loss / d fields after the layers by that before them, in place. `live` are d loss / d log q,
	 * and the derivatives by the weights are added to `laneGradient` unless it is 0.
	 */
	backward(gradient: number, live: number, laneGradient: number): void {
		const net = this.space.netGradient.address;
		for (let i = this.conditioners.length - 1; i >= 0; i--) {
			const conditioner = this.conditioners[i];
			const input = this.space.fields[i].address;
			this.transform.gradient(conditioner, input, gradient, live, net);
			conditioner.backward(this.parameters, input, net, gradient, laneGradient);
		}
	}

	/** Replaces d log q / d fields before the layers by that after them, in place (arXiv:2207.08219). */
	score(score: number): void {
		const net = this.space.netGradient.address;
		for (const [i, conditioner] of this.conditioners.entries()) {
			const input = this.space.fields[i].address;
			this.transform.score(conditioner, input, score, net);
			conditioner.backward(this.parameters, input, net, score, 0);
		}
	}
}
