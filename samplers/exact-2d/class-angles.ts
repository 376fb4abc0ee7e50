/**
 * Eigenvalues exp(i a), exp(i b), exp(-i (a + b)) of SU(3) matrices of weight exp((beta/3) Re tr U): the density
 *
 *   |e^(ia) - e^(ib)|^2 |e^(ib) - e^(ic)|^2 |e^(ic) - e^(ia)|^2 exp((beta/3) (cos a + cos b + cos c)),   c = -a - b,
 *
 * by rejection from a table of upper bounds on the cells of a square grid. A bound is the product of the bounds of the
 * factors, so that it holds everywhere in the cell.
 */
import type { Random } from "../../core/random.js";

/** Cells along an axis: some for each width 1/sqrt(beta) of the peak. */
function cellsFor(beta: number): number {
	return 64 + 32 * Math.ceil(Math.sqrt(beta));
}

/** Largest cosine on [from, to]. */
function largestCosine(from: number, to: number): number {
	const turn = 2 * Math.PI;
	if (Math.ceil(from / turn) * turn <= to) return 1;
	return Math.max(Math.cos(from), Math.cos(to));
}

/** Largest |e^(ix) - 1|^2 = 2 - 2 cos x on [from, to]. */
function largestChord(from: number, to: number): number {
	return 2 + 2 * largestCosine(from + Math.PI, to + Math.PI);
}

/** The density without its constant. */
function density(beta: number, a: number, b: number): number {
	const chord = (x: number) => 2 - 2 * Math.cos(x);
	const cosines = Math.cos(a) + Math.cos(b) + Math.cos(a + b);
	return (
		chord(a - b) *
		chord(2 * a + b) *
		chord(a + 2 * b) *
		Math.exp((beta / 3) * (cosines - 3))
	);
}

/** Draws the two angles (a, b). */
export function classAngles(
	beta: number,
): (random: Random) => readonly [number, number] {
	const cells = cellsFor(beta);
	const width = (2 * Math.PI) / cells;
	const bounds = new Float64Array(cells * cells);
	const cumulative = new Float64Array(cells * cells);
	let total = 0;
	for (let i = 0; i < cells; i++)
		for (let j = 0; j < cells; j++) {
			const a = -Math.PI + i * width;
			const b = -Math.PI + j * width;
			const cosines =
				largestCosine(a, a + width) +
				largestCosine(b, b + width) +
				largestCosine(a + b, a + b + 2 * width);
			// The third cosine is tied to the others: never more than 3 in all.
			const bound =
				largestChord(a - b - width, a - b + width) *
				largestChord(2 * a + b, 2 * a + b + 3 * width) *
				largestChord(a + 2 * b, a + 2 * b + 3 * width) *
				Math.exp((beta / 3) * (cosines - 3));
			bounds[i * cells + j] = bound;
			total += bound;
			cumulative[i * cells + j] = total;
		}
	return (random) => {
		for (;;) {
			const at = placeOf(cumulative, total * random.uniform());
			const a = -Math.PI + (Math.floor(at / cells) + random.uniform()) * width;
			const b = -Math.PI + ((at % cells) + random.uniform()) * width;
			if (random.uniform() * bounds[at] < density(beta, a, b)) return [a, b];
		}
	};
}

/** The first entry above a value, by bisection. */
function placeOf(cumulative: Float64Array, value: number): number {
	let low = 0;
	let high = cumulative.length - 1;
	while (low < high) {
		const middle = (low + high) >> 1;
		if (cumulative[middle] > value) high = middle;
		else low = middle + 1;
	}
	return low;
}
