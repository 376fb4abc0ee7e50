/** Turns along the axes of a block, and the matrices of its slopes, against the sums that define them. */
import { expect, test } from "vitest";
import { createRandom } from "../../../core/random.js";
import { along, gather } from "../../../samplers/flow/training/turns.js";

/** [before, length, behind]: rows and columns in fours, in twos, and odd ones left over. */
const shapes = [
	[1, 5, 7],
	[3, 4, 2],
	[7, 3, 1],
	[1, 9, 16],
	[2, 2, 3],
	[6, 8, 1],
	[5, 1, 3],
];

for (const [before, length, behind] of shapes) {
	const random = createRandom(before + length + behind);
	const normals = (count: number) =>
		Float64Array.from({ length: count }, () => random.normal());
	const values = normals(before * length * behind);
	const at = (a: number, i: number, b: number) =>
		values[(a * length + i) * behind + b];
	/** Sum over all places of a block but those along the axis. */
	const sumBeside = (term: (a: number, b: number) => number): number => {
		let sum = 0;
		for (let a = 0; a < before; a++)
			for (let b = 0; b < behind; b++) sum += term(a, b);
		return sum;
	};
	const indices = Array.from({ length }, (_, i) => i);
	const name = [before, length, behind].join(" x ");

	test(`a turn of ${name}, and with the transposed matrix`, () => {
		const matrix = normals(length * length);
		const axis = { before, length, behind };
		for (const transposed of [false, true]) {
			const turned = values.slice();
			along([axis], turned, () => matrix, transposed);
			const element = (i: number, j: number) =>
				transposed ? matrix[j * length + i] : matrix[i * length + j];
			for (const j of indices) {
				const differs = sumBeside((a, b) => {
					const expected = indices.reduce(
						(sum, i) => sum + element(i, j) * at(a, i, b),
						0,
					);
					return Math.abs(turned[(a * length + j) * behind + b] - expected);
				});
				expect(differs).toBeLessThan(1e-12);
			}
		}
	});

	test(`the matrix of the slopes of ${name}`, () => {
		const drawn = normals(length * length);
		const symmetric = Float64Array.from(
			drawn,
			(x, k) => x + drawn[(k % length) * length + Math.floor(k / length)],
		);
		const gram = symmetric.slice();
		gather([{ before, length, behind, gram }], values, 0.75);
		for (const i of indices)
			for (const j of indices)
				expect(gram[i * length + j]).toBeCloseTo(
					0.75 * symmetric[i * length + j] +
						0.25 * sumBeside((a, b) => at(a, i, b) * at(a, j, b)),
					12,
				);
	});
}
