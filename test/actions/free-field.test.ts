import { describe, expect, test } from "vitest";
import { freeField, latticeMomenta } from "../../actions/scalar/free-field.js";
import {
	coordinate,
	createLattice,
	neighbours,
	shifted,
} from "../../core/lattice.js";

describe("free field: exact values against sums over the covariance", () => {
	test.each([[[6]], [[4, 4]], [[3, 5]], [[2, 3, 2]]])("%j", (shape) => {
		const lattice = createLattice(shape);
		const m2 = 0.6;
		const exact = freeField.create(lattice, { m2 }).exact ?? {};
		// S = phi K phi with K = m2 + Laplacian: <phi phi'> = K^{-1} / 2, log Z = (V log pi - log det K) / 2.
		const { sites } = lattice;
		const nearest = neighbours(lattice);
		const K = Array.from({ length: sites }, () =>
			new Array<number>(sites).fill(0),
		);
		for (let x = 0; x < sites; x++) {
			K[x][x] += m2;
			for (let link = 0; link < 2 * lattice.dimension; link++) {
				K[x][x] += 1;
				K[x][nearest[x * 2 * lattice.dimension + link]] -= 1;
			}
		}
		const { inverse, logDeterminant } = invert(K);
		const G = inverse.map((row) => row.map((entry) => entry / 2));
		const mean = (entry: (x: number, y: number) => number) => {
			let sum = 0;
			for (let x = 0; x < sites; x++)
				for (let y = 0; y < sites; y++) sum += entry(x, y);
			return sum;
		};
		const m2Value = mean((x, y) => G[x][y]) / sites ** 2;
		expect(exact.magnetization2).toBeCloseTo(m2Value, 12);
		expect(exact.magnetization4).toBeCloseTo(3 * m2Value ** 2, 12);
		expect(exact.absMagnetization).toBeCloseTo(
			Math.sqrt((2 * m2Value) / Math.PI),
			12,
		);
		expect(exact.susceptibility).toBeCloseTo(sites * m2Value, 12);
		expect(exact.connectedSusceptibility).toBeCloseTo(
			sites * (m2Value - (2 * m2Value) / Math.PI),
			12,
		);
		expect(exact.phi2).toBeCloseTo(G[0][0], 12);
		expect(exact.phi4).toBeCloseTo(3 * G[0][0] ** 2, 12);
		let neighbour = 0;
		let wave = 0;
		for (let mu = 0; mu < lattice.dimension; mu++) {
			neighbour += G[0][shifted(lattice, 0, mu, 1)] / lattice.dimension;
			wave +=
				mean(
					(x, y) =>
						G[x][y] *
						Math.cos(
							(2 *
								Math.PI *
								(coordinate(lattice, x, mu) - coordinate(lattice, y, mu))) /
								lattice.shape[mu],
						),
				) /
				(sites * lattice.dimension);
		}
		expect(exact.isingEnergy).toBeCloseTo(neighbour, 12);
		expect(exact.twoPointK1).toBeCloseTo(wave, 12);
		expect(exact.twoPoint0).toBeCloseTo(sites * m2Value, 12);
		expect(exact.logZ).toBeCloseTo(
			(sites * Math.log(Math.PI) - logDeterminant) / 2,
			10,
		);
		// <S> = tr(K G) = V / 2.
		expect(exact.actionDensity).toBeCloseTo(
			mean((x, y) => K[x][y] * G[y][x]) / sites,
			12,
		);
	});

	test("momenta of a ring", () => {
		expect(
			[...latticeMomenta(createLattice([4]))].map(
				(k) => Math.round(k * 1e12) / 1e12,
			),
		).toEqual([0, 2, 4, 2]);
	});

	// Independent sums over momenta, two dimensions.
	const values = [
		{ L: 4, m2: 1, logZ: -2.8581318146, phi2: 0.1317460317 },
		{ L: 8, m2: 0.25, logZ: -4.3333145543, phi2: 0.1927505945 },
		{ L: 16, m2: 0.25, logZ: -17.4855787712, phi2: 0.1884790556 },
	];
	test.each(values)("L = $L, m2 = $m2", ({ L, m2, logZ, phi2 }) => {
		const exact = freeField.create(createLattice([L, L]), { m2 }).exact ?? {};
		expect(exact.logZ).toBeCloseTo(logZ, 9);
		expect(exact.phi2).toBeCloseTo(phi2, 9);
	});
});

/** Gauss-Jordan of a positive definite matrix. */
function invert(matrix: readonly (readonly number[])[]) {
	const n = matrix.length;
	const a = matrix.map((row, i) => [
		...row,
		...row.map((_, j) => (i === j ? 1 : 0)),
	]);
	let logDeterminant = 0;
	for (let k = 0; k < n; k++) {
		const pivot = a[k][k];
		logDeterminant += Math.log(pivot);
		for (let j = 0; j < 2 * n; j++) a[k][j] /= pivot;
		for (let i = 0; i < n; i++) {
			if (i === k) continue;
			const factor = a[i][k];
			for (let j = 0; j < 2 * n; j++) a[i][j] -= factor * a[k][j];
		}
	}
	return { inverse: a.map((row) => row.slice(n)), logDeterminant };
}
