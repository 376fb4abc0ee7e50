import { describe, expect, test } from "vitest";
import { freeField } from "../../../actions/scalar/free-field.js";
import { phi4 } from "../../../actions/scalar/phi4.js";
import { scalarAction } from "../../../actions/scalar/scalar-action.js";
import { createLattice } from "../../../core/lattice.js";
import { symmetricEigen } from "../../../core/statistics/inference/symmetric-eigen.js";
import { exactValues } from "../../../metrics/exact/exact-values.js";

describe("log Z by transfer matrix", () => {
	// Independent values: Bessel functions of a single site, Gauss-Legendre chains, four-fold quadrature of
	// 2 x 2. Each pair of its sites is linked twice.
	test.each([
		{
			shape: [1],
			m2: -2,
			lambda: 0.2,
			logZ: 5.62326758563,
			phi2: 4.684169702059,
		},
		{
			shape: [1, 1],
			m2: -4,
			lambda: 6.975,
			logZ: 0.832949366619,
			phi2: 0.250812568736,
		},
		{
			shape: [8],
			m2: -4,
			lambda: 8,
			logZ: 8 * 0.4082752234,
			phi2: 0.1791949173,
		},
		{
			shape: [8],
			m2: -2,
			lambda: 1,
			logZ: 8 * 0.9447696223,
			phi2: 0.6913989958,
		},
		{
			shape: [1, 16],
			m2: -2,
			lambda: 1,
			logZ: 16 * 0.9345783427,
			phi2: 0.6676410608,
		},
		{
			shape: [2, 2],
			m2: -4,
			lambda: 8,
			logZ: 0.914433978425,
			phi2: 0.17143442324,
		},
		{
			shape: [2, 2],
			m2: -4,
			lambda: 6.975,
			logZ: 1.173184710778,
			phi2: 0.195626210163,
		},
		{
			shape: [2, 2],
			m2: 1,
			lambda: 1,
			logZ: -0.680230025669,
			phi2: 0.130146127154,
		},
		{ shape: [2, 4], m2: -4, lambda: 8, logZ: 1.49365265 },
		{ shape: [4, 2], m2: -4, lambda: 6.975, logZ: 1.95025229 },
	])(
		"$shape, m2 = $m2, lambda = $lambda",
		({ shape, m2, lambda, logZ, phi2 }) => {
			const values = exactValues(
				phi4.create(createLattice(shape), { m2, lambda }),
			);
			expect(values.logZ.error).toBeLessThan(1e-7);
			expect(Math.abs(values.logZ.value - logZ)).toBeLessThan(1e-8);
			if (phi2 !== undefined)
				expect(Math.abs(values.phi2.value - phi2)).toBeLessThan(1e-9);
		},
	);

	// Slices of three and four sites, in two and three dimensions.
	test.each([
		{ shape: [3, 3], m2: 3 },
		{ shape: [4, 4], m2: 3 },
		{ shape: [2, 2, 3], m2: 4 },
	])("free field on $shape", ({ shape, m2 }) => {
		const action = freeField.create(createLattice(shape), { m2 });
		const values = exactValues(action);
		for (const name of ["logZ", "phi2", "phi4"]) {
			const { value, error } = values[name];
			expect(error).toBeLessThan(1e-4);
			expect(Math.abs(value - (action.exact?.[name] ?? 0)), name).toBeLessThan(
				Math.max(error, 1e-9),
			);
		}
	});

	test("the susceptibility of a chain: that of the free field, and by quadrature", () => {
		for (const extent of [1, 2, 9]) {
			const free = freeField.create(createLattice([extent]), { m2: 0.7 });
			const { susceptibility } = exactValues(free);
			// The mode of momentum zero alone.
			expect(susceptibility.value).toBeCloseTo(1 / (2 * 0.7), 8);
		}
		const [m2, lambda] = [-2, 1];
		const chain = phi4.create(createLattice([3]), { m2, lambda });
		const grid = Array.from({ length: 61 }, (_, i) => (i - 30) / 10);
		let [z, square] = [0, 0];
		for (const x of grid)
			for (const y of grid)
				for (const w of grid) {
					const weight = Math.exp(
						-((x - y) ** 2 + (y - w) ** 2 + (w - x) ** 2) -
							[x, y, w].reduce((v, p) => v + m2 * p ** 2 + lambda * p ** 4, 0),
					);
					z += weight;
					square += weight * (x + y + w) ** 2;
				}
		// V <m^2>.
		expect(exactValues(chain).susceptibility.value).toBeCloseTo(
			square / z / 3,
			8,
		);
		const square2 = phi4.create(createLattice([2, 2]), { m2, lambda });
		expect(exactValues(square2).susceptibility).toBeUndefined();
	});

	test("in a field that breaks the symmetry, by the displaced free field", () => {
		// m2 (phi - c)^2 on every site shifts the free field by c and leaves log Z.
		const [m2, c] = [1.5, 0.4];
		const lattice = createLattice([2, 3]);
		const values = exactValues(
			scalarAction(
				"displaced",
				lattice,
				{},
				{
					kinetic: 1,
					potential: [m2 * c * c, -2 * m2 * c, m2],
				},
			),
		);
		const { exact } = freeField.create(lattice, { m2 });
		expect(values.logZ.value).toBeCloseTo(exact?.logZ ?? 0, 6);
		expect(values.phi2.value).toBeCloseTo((exact?.phi2 ?? 0) + c * c, 6);
	});

	test("nothing where a slice is too large, or e^-V does not fall off", () => {
		const large = phi4.create(createLattice([5, 5]), { m2: 1, lambda: 1 });
		expect(exactValues(large)).toEqual({});
		const flat = scalarAction(
			"flat",
			createLattice([4]),
			{},
			{
				kinetic: 1,
				potential: [0],
			},
		);
		expect(exactValues(flat)).toEqual({});
	});
});

test("eigenvalues of a symmetric matrix: second differences of a ring", () => {
	const n = 7;
	const matrix = Float64Array.from({ length: n * n }, (_, k) => {
		const d = ((k % n) - Math.floor(k / n) + n) % n;
		return d === 0 ? 2 : d === 1 || d === n - 1 ? -1 : 0;
	});
	const { values, vectors } = symmetricEigen(matrix, n);
	const exact = Array.from(
		{ length: n },
		(_, k) => 4 * Math.sin((Math.PI * k) / n) ** 2,
	).sort((a, b) => b - a);
	for (const [k, value] of exact.entries()) {
		expect(values[k]).toBeCloseTo(value, 12);
		const image = vectors[k].map((_, i) =>
			vectors[k].reduce((sum, v, j) => sum + matrix[i * n + j] * v, 0),
		);
		for (let i = 0; i < n; i++)
			expect(image[i]).toBeCloseTo(value * vectors[k][i], 12);
	}
});
