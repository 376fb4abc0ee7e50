/**
 * The No-U-Turn sampler for one chain, as a yardstick and not as a product: multinomial choice within a
 * trajectory that doubles until its ends turn back (M. Hoffman, A. Gelman, arXiv:1111.4246; M. Betancourt,
 * arXiv:1701.02434, appendix A), with the checks across subtrees that Stan and BlackJAX make. Unit masses,
 * since all sites are alike. Each leaf costs one gradient.
 */
import type { HostEvaluation } from "../actions/host-evaluation.js";
import { fillNormal, type Random } from "../core/random.js";

interface Point {
	readonly field: Float64Array;
	readonly momentum: Float64Array;
	readonly slope: Float64Array;
	readonly action: number;
}

interface Tree {
	readonly left: Point;
	readonly right: Point;
	readonly chosen: Point;
	/** log of the sum of exp(H_0 - H) over the leaves. */
	readonly logWeight: number;
	/** Sum of the momenta. */
	readonly sum: Float64Array;
	/** False where it turns back, or diverged. */
	readonly grows: boolean;
	/** Sum of min(1, exp(H_0 - H)), and number of leaves. */
	readonly acceptance: number;
	readonly leaves: number;
}

const deepest = 10;
const largestError = 1000;

export class NoUTurnChain {
	point: Point;
	readonly #gradient: HostEvaluation["gradient"];
	readonly #random: Random;

	private constructor(
		point: Point,
		gradient: HostEvaluation["gradient"],
		random: Random,
	) {
		this.point = point;
		this.#gradient = gradient;
		this.#random = random;
	}

	static async start(
		field: Float64Array,
		{ gradient }: HostEvaluation,
		random: Random,
	): Promise<NoUTurnChain> {
		const slope = new Float64Array(field.length);
		const [action = 0] = await gradient(field, slope);
		const momentum = new Float64Array(field.length);
		const point = { field, momentum, slope, action };
		return new NoUTurnChain(point, gradient, random);
	}

	/** One transition: its gradients, and the mean acceptance of its leaves. */
	async advance(
		stepSize: number,
	): Promise<{ readonly gradients: number; readonly acceptance: number }> {
		const momentum = fillNormal(
			this.#random,
			new Float64Array(this.point.field.length),
		);
		const start = { ...this.point, momentum };
		const energy = energyOf(start);
		let tree: Tree = {
			left: start,
			right: start,
			chosen: start,
			logWeight: 0,
			sum: momentum,
			grows: true,
			acceptance: 0,
			leaves: 0,
		};
		for (let depth = 0; depth < deepest && tree.grows; depth++) {
			const forward = this.#random.uniform() < 0.5;
			const from = forward ? tree.right : tree.left;
			const step = forward ? stepSize : -stepSize;
			const more = await this.#build(from, step, depth, energy);
			const total = merge(tree, more, forward);
			// Of two halves the later one is preferred.
			const moves =
				more.grows &&
				Math.log(this.#random.uniform()) < more.logWeight - tree.logWeight;
			tree = { ...total, chosen: moves ? more.chosen : tree.chosen };
		}
		this.point = tree.chosen;
		const { leaves } = tree;
		return { gradients: leaves, acceptance: tree.acceptance / leaves };
	}

	async #build(
		from: Point,
		step: number,
		depth: number,
		energy: number,
	): Promise<Tree> {
		if (depth === 0) {
			const point = await this.#leapfrog(from, step);
			const error = energyOf(point) - energy;
			return {
				left: point,
				right: point,
				chosen: point,
				logWeight: -error,
				sum: point.momentum,
				grows: error < largestError,
				acceptance: Math.min(1, Math.exp(-error)),
				leaves: 1,
			};
		}
		const first = await this.#build(from, step, depth - 1, energy);
		if (!first.grows) return first;
		const forward = step > 0;
		const end = forward ? first.right : first.left;
		const second = await this.#build(end, step, depth - 1, energy);
		const total = merge(first, second, forward);
		const share = second.logWeight - total.logWeight;
		const moves = Math.log(this.#random.uniform()) < share;
		return { ...total, chosen: moves ? second.chosen : first.chosen };
	}

	async #leapfrog(from: Point, step: number): Promise<Point> {
		const half = from.momentum.map((p, x) => p - (step / 2) * from.slope[x]);
		const field = from.field.map((phi, x) => phi + step * half[x]);
		const slope = new Float64Array(field.length);
		const [action = 0] = await this.#gradient(field, slope);
		const momentum = half.map((p, x) => p - (step / 2) * slope[x]);
		return { field, momentum, slope, action };
	}
}

function energyOf({ momentum, action }: Point): number {
	return momentum.reduce((sum, p) => sum + (p * p) / 2, action);
}

/** Two neighbouring trees; `later` lies behind the right end of the other, or before its left end. */
function merge(tree: Tree, later: Tree, forward: boolean): Tree {
	const [a, b] = forward ? [tree, later] : [later, tree];
	const sum = plus(a.sum, b.sum);
	const grows =
		tree.grows &&
		later.grows &&
		goesOn(sum, a.left, b.right) &&
		goesOn(plus(a.sum, b.left.momentum), a.left, b.left) &&
		goesOn(plus(a.right.momentum, b.sum), a.right, b.right);
	const top = Math.max(a.logWeight, b.logWeight);
	return {
		left: a.left,
		right: b.right,
		chosen: tree.chosen,
		logWeight:
			top + Math.log(Math.exp(a.logWeight - top) + Math.exp(b.logWeight - top)),
		sum,
		grows,
		acceptance: a.acceptance + b.acceptance,
		leaves: a.leaves + b.leaves,
	};
}

function plus(a: Float64Array, b: Float64Array): Float64Array {
	return a.map((value, x) => value + b[x]);
}

function goesOn(sum: Float64Array, left: Point, right: Point): boolean {
	let [a, b] = [0, 0];
	for (let x = 0; x < sum.length; x++) {
		a += sum[x] * left.momentum[x];
		b += sum[x] * right.momentum[x];
	}
	return a > 0 && b > 0;
}
