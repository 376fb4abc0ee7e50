/**
 * Character expansions of exp((beta/N) Re tr U) for the three groups: b_r of every representation that matters.
 *
 *   U(1)   charge n:                     b_n = I_n(beta)
 *   SU(2)  dimension n = 1, 2, ...:      b_n = 2 I_n(beta) / beta
 *   SU(3)  (p, q), lambda = (p+q, q, 0): d_r b_r = sum_l det_ij I_(lambda_j - j + i + l)(beta/3)
 *
 * (J.-M. Drouffe, J.-B. Zuber, Phys. Rept. 102 (1983) 1). All are taken relative to the trivial one.
 */
import { element } from "../../../core/elements.js";
import { scaledBessel } from "./bessel.js";
import type { Expansion, Representation } from "./torus.js";

/** Charges, spins or weights up to here: b_r falls like exp(-N C_2(r) / beta), to the power of V. */
function reach(beta: number): number {
	return 10 + Math.ceil(3 * Math.sqrt(beta));
}

export function u1Expansion(beta: number): Expansion {
	const most = reach(beta);
	const bessel = scaledBessel(beta, most);
	const representations = Array.from({ length: 2 * most + 1 }, (_, at) => ({
		label: [at - most],
		dimension: 1,
		weight: element(bessel, Math.abs(at - most)) / element(bessel, 0),
		neighbours: at < 2 * most ? [at + 1] : [],
	}));
	return {
		colours: 1,
		logTrivial: beta + Math.log(element(bessel, 0)),
		representations,
	};
}

export function su2Expansion(beta: number): Expansion {
	const most = reach(beta);
	const bessel = scaledBessel(beta, most + 1);
	const ratio = (n: number) => {
		if (n === 1) return 1;
		return beta === 0 ? 0 : element(bessel, n) / element(bessel, 1);
	};
	const representations = Array.from({ length: most }, (_, at) => ({
		label: [at],
		dimension: at + 1,
		weight: ratio(at + 1),
		neighbours: [at - 1, at + 1].filter((s) => s >= 0 && s < most),
	}));
	const trivial = beta === 0 ? 1 : (2 * element(bessel, 1)) / beta;
	return { colours: 2, logTrivial: beta + Math.log(trivial), representations };
}

export function su3Expansion(beta: number): Expansion {
	const most = reach(beta);
	const shifts = most + 6;
	const bessel = scaledBessel(beta / 3, 2 * most + shifts + 4);
	/** sum over l of the determinants, with three factors exp(-beta/3). */
	const scaled = (p: number, q: number) => {
		const lambda = [p + q, q, 0];
		let total = 0;
		for (let l = -shifts; l <= shifts; l++) {
			const m = [0, 1, 2].map((i) =>
				lambda.map((row, j) => bessel[Math.abs(row - j + i + l)] ?? 0),
			);
			total += determinant(m);
		}
		return total;
	};
	const trivial = scaled(0, 0);
	const places = new Map<string, number>();
	const labels: (readonly [number, number])[] = [];
	for (let p = 0; p < most; p++)
		for (let q = 0; q < most - p; q++) {
			places.set(`${p},${q}`, labels.length);
			labels.push([p, q]);
		}
	const representations = labels.map(([p, q]): Representation => {
		const dimension = ((p + 1) * (q + 1) * (p + q + 2)) / 2;
		return {
			label: [p, q],
			dimension,
			// Rounding of cancelling determinants may fall below zero where nothing is left.
			weight: Math.max(0, scaled(p, q)) / (dimension * trivial),
			neighbours: [
				[p + 1, q],
				[p - 1, q + 1],
				[p, q - 1],
			].flatMap(([a, b]) => places.get(`${a},${b}`) ?? []),
		};
	});
	return { colours: 3, logTrivial: beta + Math.log(trivial), representations };
}

function determinant(m: readonly (readonly number[])[]): number {
	const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0, i = 0] =
		m.flat();
	return a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
}
