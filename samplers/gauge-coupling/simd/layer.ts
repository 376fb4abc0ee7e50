/** One coupling layer in the kernels, for a block of eight samples: its stripes, its net and its map of the circle. */
import type { FusedConditioner } from "../../coupling/simd/conditioner.js";
import type { BlockSpace } from "../../coupling/simd/space.js";
import type { FusedTransform } from "../../coupling/simd/transform.js";
import type { Stripes } from "../stripes.js";

type Kernels = KernelModules["samplers/gauge-coupling/simd/links"];

/** Sites of the stripes on the heap. */
export interface HeapStripes {
	readonly active: number;
	readonly passive: number;
	readonly frozen: number;
}

export class FusedLayer {
	private readonly numbers: number;

	constructor(
		private readonly stripes: Stripes,
		private readonly heap: HeapStripes,
		private readonly net: FusedConditioner,
		private readonly transform: FusedTransform,
		/** cos and sin of the frozen plaquettes, and their gradients, which are zero between calls. */
		private readonly features: number,
		private readonly slopes: number,
		private readonly sites: number,
		private readonly kernels: Kernels,
	) {
		this.numbers = net.net.length / 8 / stripes.active.length;
	}

	/** Plaquettes `before` to `after`; moves the links. The slopes' logarithms are subtracted from log q. */
	forward(
		parameters: number,
		before: number,
		after: number,
		links: number,
		logDensity: number,
	): void {
		this.read(parameters, before, after);
		this.transform.forward(this.net, after, logDensity);
		this.rotate(after, 1);
		this.carry(before, after, links);
	}

	/** The inverse; those of the forward map are subtracted from log q here too. */
	inverse(
		parameters: number,
		before: number,
		after: number,
		links: number,
		logDensity: number,
	): void {
		this.read(parameters, before, after);
		this.rotate(after, -1);
		this.transform.inverse(this.net, after, logDensity);
		this.carry(before, after, links);
	}

	/** After `forward`: d loss / d plaquettes after the layer becomes that before it. */
	backward(
		parameters: number,
		before: number,
		gradient: number,
		live: number,
		{ netGradient }: BlockSpace,
		weights: number,
	): void {
		this.between(gradient, netGradient.address, 1, () =>
			this.transform.gradient(
				this.net,
				before,
				gradient,
				live,
				netGradient.address,
			),
		);
		this.throughNet(parameters, gradient, netGradient.address, weights);
	}

	/** After `forward`: d log q / d plaquettes before the layer becomes that after it (arXiv:2207.08219). */
	score(
		parameters: number,
		before: number,
		score: number,
		{ netGradient }: BlockSpace,
	): void {
		this.between(score, netGradient.address, -1, () =>
			this.transform.score(this.net, before, score, netGradient.address),
		);
		this.throughNet(parameters, score, netGradient.address, 0);
	}

	private read(parameters: number, before: number, after: number): void {
		const { active, frozen } = this.stripes;
		const kernels = this.kernels;
		kernels.wrapSites(active.length, this.heap.active, before);
		kernels.copyLanes(this.sites, before, after);
		kernels.features(frozen.length, this.heap.frozen, before, this.features);
		this.net.forward(parameters, this.features);
	}

	private rotate(after: number, sign: number): void {
		const { length } = this.stripes.active;
		this.kernels.rotate(
			length,
			this.heap.active,
			after,
			this.net.net.address,
			this.numbers,
			sign,
		);
	}

	private carry(before: number, after: number, links: number): void {
		const { active, mu, sign } = this.stripes;
		const { active: here, passive } = this.heap;
		this.kernels.carry(
			active.length,
			here,
			passive,
			before,
			after,
			links + 32 * mu * this.sites,
			sign,
		);
	}

	/** What an active plaquette gains its passive one loses, so the map sees the difference of their derivatives. */
	private between(
		slopes: number,
		net: number,
		sign: 1 | -1,
		map: () => void,
	): void {
		const { length } = this.stripes.active;
		const { active, passive } = this.heap;
		const kernels = this.kernels;
		kernels.addPassive(length, active, passive, slopes, -1);
		if (sign === 1)
			kernels.rotationGradient(length, active, slopes, net, this.numbers, 1);
		map();
		if (sign === -1)
			kernels.rotationGradient(length, active, slopes, net, this.numbers, -1);
		kernels.addPassive(length, active, passive, slopes, 1);
	}

	private throughNet(
		parameters: number,
		slopes: number,
		net: number,
		weights: number,
	): void {
		this.net.backward(parameters, this.features, net, this.slopes, weights);
		const { length } = this.stripes.frozen;
		this.kernels.featureGradient(
			length,
			this.heap.frozen,
			this.features,
			this.slopes,
			slopes,
		);
	}
}
