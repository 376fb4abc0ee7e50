/**
 * The shift c of the scalar heat bath (samplers/heatbath/scalar/simd/heat-bath.as.ts). A candidate
 * from the Gaussian of b = a + 2 lambda c is accepted with the mean
 *
 *   sqrt(b / pi) exp(-h^2 / b - lambda c^2) times a factor without c.
 *
 * Its logarithm, averaged over h, is largest where c = 1 / (2 b) + <h^2> / b^2, which is <phi^2> of
 * the Gaussian. With c = (b - a) / (2 lambda) this is b^3 - a b^2 - lambda b - 2 lambda <h^2> = 0,
 * which has exactly one positive root for lambda > 0 and any a.
 */
import { type Lattice, neighbours } from "../../../core/lattice.js";
import { squareCoefficient } from "../../chain/local/couplings.js";
import type { Couplings } from "../../chain/local/program.js";
import type { LocalRun } from "../../chain/local/run.js";

/** @param h2 mean of the square of h = kinetic times the sum of the neighbours */
export function bestShift(a: number, lambda: number, h2: number): number {
	if (lambda === 0) return 0;
	const cubic = (b: number) => ((b - a) * b - lambda) * b - 2 * lambda * h2;
	let low = Math.max(0, a);
	let high = Math.max(1, 2 * low);
	while (cubic(high) < 0) high *= 2;
	for (let i = 0; i < 60; i++) {
		const middle = (low + high) / 2;
		if (cubic(middle) < 0) low = middle;
		else high = middle;
	}
	return (high - a) / (2 * lambda);
}

/** Mean of h^2 over all sites of configurations [count, V]. */
export function meanSquareField(
	fields: Float32Array | Float64Array,
	lattice: Lattice,
	{ kinetic }: Couplings,
): number {
	const nearest = neighbours(lattice);
	const links = 2 * lattice.dimension;
	let squares = 0;
	for (let start = 0; start < fields.length; start += lattice.sites)
		for (let x = 0; x < lattice.sites; x++) {
			let h = 0;
			for (let link = x * links; link < (x + 1) * links; link++)
				if (nearest[link] !== x) h += kinetic * fields[start + nearest[link]];
			squares += h * h;
		}
	return squares / fields.length;
}

/** Updates between two looks at the fields, and the number of looks. */
const updates = 20;
const looks = 4;

/** Finds the shift while the chains relax. The result depends only on the seed. */
export async function tuneShift(
	run: LocalRun,
	couplings: Couplings,
): Promise<number> {
	const { lattice } = run.action.space;
	const a = squareCoefficient(couplings, lattice.shape);
	let shift = 0;
	for (let look = 0; look < looks; look++) {
		const h2 = meanSquareField(await run.engine.fields(), lattice, couplings);
		shift = bestShift(a, couplings.quartic, h2);
		run.tuned = { ...run.tuned, shift };
		await run.advance(updates);
	}
	return shift;
}
