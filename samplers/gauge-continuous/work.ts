/**
 * Counts the arithmetic of the continuous flow of links (samplers/gauge-continuous/simd/*.as.ts). The coefficients of
 * an exponential are an elementary function, and those at each time are the same for all draws: neither is counted.
 */
import { matrixProduct, moveOperations } from "../links/work.js";
import type { GaugeModel } from "./model.js";

/** What the operations of a group take. */
interface GroupWork {
	/** Reals of an element of the algebra. */
	readonly algebra: number;
	readonly product: number;
	/** g X g^+. */
	readonly turn: number;
	readonly commutator: number;
	readonly dot: number;
	/** Of all powers of a plaquette: their gradients, divergences and traces. */
	readonly sources: (powers: number, factors: number) => number;
}

const groups: Readonly<Record<GaugeModel["group"], GroupWork>> = {
	U1: {
		algebra: 1,
		// Angles.
		product: 1,
		turn: 0,
		commutator: 0,
		dot: 1,
		sources: (powers, factors) => 6 * further(powers, factors) + powers,
	},
	SU2: {
		algebra: 3,
		product: matrixProduct.SU2,
		turn: 30,
		commutator: 12,
		dot: 6,
		sources: (powers, factors) =>
			matrixProduct.SU2 * further(powers, factors) +
			// A sum of k products, then two factors and a difference.
			sumTo(powers, (k) => 2 * k - 1 + 3),
	},
	SU3: {
		algebra: 9,
		product: matrixProduct.SU3,
		// g X, then the half of that times g^+ that is needed.
		turn: 3 * 54 + 9 * 11,
		commutator: matrixProduct.SU3 + 9,
		dot: 19,
		sources: (powers, factors) =>
			matrixProduct.SU3 * further(powers, factors) +
			4 * Math.max(powers, factors) +
			factors +
			// The projection, and a sum of k products of complex numbers.
			sumTo(powers, (k) => 18 + 1 + 4 * k) +
			// |tr P|^2 / 2.
			(powers < 2 ? 0 : 63 + 5),
	},
};

/** Powers after the first. */
const further = (powers: number, factors: number) =>
	Math.max(powers, factors) - 1;

function sumTo(most: number, term: (k: number) => number): number {
	let sum = 0;
	for (let k = 1; k <= most; k++) sum += term(k);
	return sum;
}

/** Multiplications and additions of one draw. */
export function gaugeFlowOperations(model: GaugeModel, steps: number): number {
	const [first, second] = model.shape;
	const links = 2 * first * second;
	const { algebra, commutator } = groups[model.group];
	const shift = algebra + moveOperations[model.group];
	// The commutator vanishes in U(1).
	const turned = commutator === 0 ? 0 : commutator + 2 * algebra;
	// Four velocities; four moves, of which two have a commutator; the sum of the stages.
	const step =
		4 * velocity(model) + links * (4 * shift + 2 * turned + 4 * algebra);
	return steps * step;
}

/** The velocity of all links with its divergence; with reflections, the mean of four. */
function velocity(model: GaugeModel): number {
	const once = velocityOnce(model);
	if (!model.reflections) return once;
	const { algebra, turn } = groups[model.group];
	const sites = model.shape[0] * model.shape[1];
	// One, one and two directions are turned back, then the mean.
	return 4 * once + 4 * sites * turn + 4 * 2 * sites * algebra;
}

function velocityOnce(model: GaugeModel): number {
	const { powers, factors, means, sources, terms } = model;
	const { algebra, product, dot, sources: ofPlaquette } = groups[model.group];
	const sites = model.shape[0] * model.shape[1];
	const ofFlux =
		sources.length * 2 * algebra + means * (2 * factors + 2 * algebra);
	const turnedTerms = factors * means * (dot + 1);
	const numbers = means * (4 + 5 * factors) + sources.length;
	const spreads = [0, 1].map((mu) => ({
		mean: spread(model, mu, true, false),
		flux: spread(model, mu, false, true),
		both: spread(model, mu, true, true),
	}));
	let sum =
		// Plaquettes with their sources, and the frames of all lines.
		sites * (3 * product + ofPlaquette(powers, factors) + 2 * product) +
		sites * numbers +
		2 * terms;
	for (const [mu, own] of spreads.entries()) {
		const other = spreads[1 - mu] ?? own;
		sum += sites * (ofFlux + turnedTerms);
		sum += means * (own.mean + other.mean) + own.both + other.flux;
	}
	return sum;
}

/** A field of the algebra that spreads along all lines of a direction, by running sums in one frame. */
function spread(
	{ group, shape, reach }: GaugeModel,
	mu: number,
	mean: boolean,
	flux: boolean,
): number {
	const { algebra, turn } = groups[group];
	const extent = shape[mu] ?? 1;
	const far = reach[mu] ?? 0;
	const lines = (shape[0] * shape[1]) / extent;
	const start = 2 * algebra * (2 * far + 1 + (flux ? 2 * far : 0));
	const ways = 1 + (mean ? 1 : 0) + (flux ? 1 : 0);
	const ofSite = ways * turn + (flux ? 4 * algebra : 0);
	const steps = (extent - 1) * 4 * algebra;
	return lines * (2 * far * turn + start + extent * ofSite + steps);
}
