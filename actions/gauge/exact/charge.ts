/**
 * The topological charge of two-dimensional U(1) theory on a torus of V plaquettes, exact:
 *
 *   a(nu) = int_(-pi)^pi dphi/(2 pi) exp(beta cos phi) cos(nu phi),   Z(theta) = sum_n a(n + theta/(2 pi))^V,
 *   <Q^2> = -Z''(0)/Z(0),   p(Q) = int dtheta/(2 pi) exp(-i theta Q) Z(theta)/Z(0)
 *
 * (C. Bonati, P. Rossi, arXiv:1901.09830). a(nu) by Gauss and Legendre; the integral over theta by the
 * trapezoid rule, which is exact up to charges as large as the number of its points.
 */
import { gaussLegendre } from "../../quadrature.js";

/** Nodes for a(nu): the integrand turns some nu times and is as narrow as 1/sqrt(beta). */
function nodesFor(beta: number): number {
	return 200 + 40 * Math.ceil(Math.sqrt(beta));
}

/** Terms below this share of the sum over n are left out. */
const negligible = 1e-18;

/** a(nu), a'(nu) and a''(nu), times exp(-beta). */
type Moments = (nu: number) => readonly [number, number, number];

function momentsOf(beta: number): Moments {
	const { nodes, weights } = gaussLegendre(nodesFor(beta));
	const angles = nodes.map((x) => Math.PI * x);
	const density = weights.map(
		(w, k) => (w / 2) * Math.exp(beta * (Math.cos(angles[k]) - 1)),
	);
	return (nu) => {
		let value = 0;
		let slope = 0;
		let bend = 0;
		for (let k = 0; k < angles.length; k++) {
			const phi = angles[k];
			const cosine = density[k] * Math.cos(nu * phi);
			value += cosine;
			slope -= density[k] * phi * Math.sin(nu * phi);
			bend -= phi * phi * cosine;
		}
		return [value, slope, bend];
	};
}

/** sum over n of `term`(n), outwards from the largest until nothing is added. */
function sumOverCharges(term: (n: number) => number): number {
	let sum = term(0);
	for (let n = 1; n < 100_000; n++) {
		const two = term(n) + term(-n);
		sum += two;
		if (n > 3 && Math.abs(two) <= negligible * Math.abs(sum)) break;
	}
	return sum;
}

/** <Q^2> of `volume` plaquettes. */
export function chargeVariance(beta: number, volume: number): number {
	const moments = momentsOf(beta);
	const [trivial] = moments(0);
	let z = 0;
	let bend = 0;
	// Relative to a(0), whose power may leave the range of numbers.
	sumOverCharges((n) => {
		const [value, slope, second] = moments(n).map((a) => a / trivial);
		const power = value ** (volume - 2);
		const change =
			volume * power * ((volume - 1) * slope * slope + value * second);
		z += power * value * value;
		bend += change;
		return Math.abs(change) + power;
	});
	return -bend / (z * (2 * Math.PI) ** 2);
}

/** p(Q) for Q = 0, 1, 2, ... as far as it exceeds 1e-15; p(-Q) = p(Q). */
export function chargeDistribution(
	beta: number,
	volume: number,
): readonly number[] {
	const moments = momentsOf(beta);
	const [trivial] = moments(0);
	const deviation = Math.sqrt(chargeVariance(beta, volume));
	const points = 2 * Math.ceil(12 * deviation + 16);
	// Z(theta) is even and 2 pi periodic.
	const half = Array.from({ length: points / 2 + 1 }, (_, k) =>
		sumOverCharges((n) => (moments(n + k / points)[0] / trivial) ** volume),
	);
	const [z] = half;
	const p: number[] = [];
	for (let charge = 0; charge < points / 2; charge++) {
		let sum = 0;
		half.forEach((value, k) => {
			const ends = k === 0 || k === points / 2 ? 1 : 2;
			sum += ends * value * Math.cos((2 * Math.PI * k * charge) / points);
		});
		const share = sum / (points * z);
		if (share < 1e-15) break;
		p.push(share);
	}
	return p;
}
