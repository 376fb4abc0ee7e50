/**
 * The rule of Gauss and Legendre on [-1, 1]: exact for polynomials of degree 2 count - 1, and exponentially good for
 * analytic functions. Nodes by Newton's iteration on Legendre's polynomial (DLMF 3.5.v).
 */
interface Rule {
	/** On [-1, 1]. */
	readonly nodes: Float64Array;
	readonly weights: Float64Array;
}

/** Rules that were asked for: the same few serve many couplings. */
const known = new Map<number, Rule>();

/** Callers share the rule, and leave it as it is. */
export function gaussLegendre(count: number): Rule {
	const rule = known.get(count) ?? newRule(count);
	known.set(count, rule);
	return rule;
}

function newRule(count: number): Rule {
	const nodes = new Float64Array(count);
	const weights = new Float64Array(count);
	for (let k = 0; k < count; k++) {
		let x = Math.cos((Math.PI * (k + 0.75)) / (count + 0.5));
		let slope = 0;
		for (let step = 0; step < 6; step++) {
			let before = 1;
			let here = x;
			for (let n = 2; n <= count; n++) {
				const next = ((2 * n - 1) * x * here - (n - 1) * before) / n;
				before = here;
				here = next;
			}
			slope = (count * (x * here - before)) / (x * x - 1);
			x -= here / slope;
		}
		nodes[k] = x;
		weights[k] = 2 / ((1 - x * x) * slope * slope);
	}
	return { nodes, weights };
}
