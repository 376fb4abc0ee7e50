// Exact sums over grids: identities hold to rounding, and stored references are what the sums give.
import { describe, expect, test } from "vitest";
import type { Action } from "../../actions/action.js";
import { freeField } from "../../actions/scalar/free-field.js";
import { phi4 } from "../../actions/scalar/phi4.js";
import { scalarAction } from "../../actions/scalar/scalar-action.js";
import { createLattice } from "../../core/lattice.js";
import { summarizeWeights } from "../../core/statistics/weights/log-weights.js";
import { weightedMean } from "../../core/statistics/weights/weighted-mean.js";
import { Measurements } from "../../metrics/cell/evaluate.js";
import { derivedFor } from "../../metrics/derived/registry.js";
import { referenceRuns } from "../../metrics/reference-runs.js";
import { referencesFor } from "../../metrics/references.js";
import { actionValues } from "../core/statistics/support.js";

/**
 * Every configuration of a regular grid, weighted by exp(-S): the trapezoid rule, which converges
 * exponentially for such densities.
 */
function gridMeans(action: Action, points: number, range: number) {
	const { lattice } = action.space;
	const { sites } = lattice;
	const count = points ** sites;
	const fields = new Float64Array(count * sites);
	const spacing = (2 * range) / (points - 1);
	for (let i = 0; i < count; i++) {
		for (let x = 0, digits = i; x < sites; x++) {
			fields[i * sites + x] = -range + spacing * (digits % points);
			digits = Math.floor(digits / points);
		}
	}
	const values = actionValues(action, fields);
	const logWeights = values.map((s) => -s);
	const measurements = new Measurements(action);
	measurements.add({
		space: action.space,
		count,
		fields,
		action: values,
		structure: { kind: "weighted", logWeights },
	});
	const { columns } = measurements.series();
	const { normalized, logZ } = summarizeWeights(logWeights);
	const means: Record<string, number> = {};
	for (const [name, column] of Object.entries(columns)) {
		means[name] = weightedMean(column, normalized);
	}
	const derived = derivedFor(action, new Set(Object.keys(columns))).chosen;
	for (const { name, needs, value } of derived) {
		means[name] = value(needs.map((need) => means[need]));
	}
	means.logZ = logZ + Math.log(count) + sites * Math.log(spacing);
	return { means, identities: measurements.identities.names };
}

const cases: readonly (readonly [string, Action, number, number])[] = [
	[
		"2x2, where every link counts twice",
		phi4.create(createLattice([2, 2]), { m2: 1, lambda: 0.5 }),
		27,
		2.6,
	],
	[
		"a ring of three",
		phi4.create(createLattice([3]), { m2: -2, lambda: 1 }),
		41,
		3.4,
	],
	[
		"3x1, a direction of a single site",
		phi4.create(createLattice([3, 1]), { m2: 1, lambda: 0.5 }),
		41,
		3.6,
	],
	["a free ring", freeField.create(createLattice([3]), { m2: 1 }), 41, 5],
	[
		"a potential with odd powers",
		scalarAction(
			"odd",
			createLattice([3]),
			{},
			{
				kinetic: 0.5,
				potential: [0, 0.3, 1, 0.4, 0.5],
			},
		),
		41,
		3.4,
	],
];

describe("identities hold to rounding", () => {
	for (const [name, action, points, range] of cases) {
		test(name, () => {
			const { means, identities } = gridMeans(action, points, range);
			const even = action.symmetries.has("signFlip");
			expect(identities.length).toBe(even ? 8 : 5);
			for (const identity of identities) {
				// On a symmetric grid sign m is decided by rounding wherever m = 0.
				if (identity === "Z2:sign") continue;
				expect(Math.abs(means[identity]), identity).toBeLessThan(1e-8);
			}
		});
	}

	test("a single site has no neighbour identity", () => {
		const action = phi4.create(createLattice([1]), { m2: -4, lambda: 8 });
		const { means, identities } = gridMeans(action, 401, 3);
		expect(identities).not.toContain("SD2");
		for (const identity of identities) {
			expect(Math.abs(means[identity]), identity).toBeLessThan(1e-12);
		}
		// Weight exp(4 x^2 - 8 x^4).
		expect(means.logZ).toBeCloseTo(0.733748687322, 11);
		expect(means.phi2).toBeCloseTo(0.223366242394, 11);
		expect(means.phi4).toBeCloseTo(0.087091560598, 11);
	});

	test("the sum over x of an odd potential does break the Z2 balance", () => {
		const [, action, points, range] = cases[4];
		const { means, identities } = gridMeans(action, points, range);
		expect(identities.some((identity) => identity.startsWith("Z2"))).toBe(
			false,
		);
		expect(Math.abs(means.magnetization)).toBeGreaterThan(0.1);
	});
});

describe("free fields against their closed forms", () => {
	for (const shape of [[3], [2], [1, 3], [3, 1], [2, 1]]) {
		test(`shape ${shape.join("x")}`, () => {
			const action = freeField.create(createLattice(shape), { m2: 1.5 });
			const { sites } = action.space.lattice;
			const { means } = gridMeans(action, sites === 2 ? 301 : 41, 5.5);
			for (const [name, value] of Object.entries(action.exact ?? {})) {
				expect(Math.abs(means[name] - value), name).toBeLessThan(
					name === "absMagnetization" || name === "connectedSusceptibility"
						? 0.02 // |m| has a kink: the grid converges slowly
						: 1e-8,
				);
			}
			if (means.effectiveMass !== undefined && sites === 3) {
				// The free correlator is a pure hyperbolic cosine with cosh M = 1 + m2/2.
				expect(means.effectiveMass).toBeCloseTo(Math.acosh(1.75), 6);
			}
		});
	}
});

describe("stored references are what the sums give", () => {
	for (const [m2, lambda] of [
		[-4, 8],
		[-4, 6.975],
		[1, 1],
	] as const) {
		test(`2x2, m2 = ${m2}, lambda = ${lambda}`, () => {
			const action = phi4.create(createLattice([2, 2]), { m2, lambda });
			const means = squareMeans(m2, lambda);
			const references = referencesFor(action);
			expect(Object.keys(references)).toHaveLength(5);
			for (const [name, reference] of Object.entries(references)) {
				expect(Math.abs(means[name] - reference.value), name).toBeLessThan(
					1e-11,
				);
			}
		});
	}

	// With S = sum 1/2 (grad phi)^2 + 1/2 m2 phi^2 + lambda phi^4 fields are sqrt 2 larger, lambda a quarter of ours.
	for (const [m2, half, logZ, second, fourth, chi, binder] of [
		[
			1, 0.5, 0.553447126501, 0.221293102893, 0.129237467388, 0.463117839831,
			0.111018553085,
		],
		[
			-1, 0.5, 1.764288341432, 0.426709265705, 0.403456065131, 1.197135157792,
			0.298107087162,
		],
	] as const) {
		test(`2x2 in the convention with factors 1/2, m2 = ${m2}, lambda = ${half}`, () => {
			const means = squareMeans(m2, 4 * half);
			expect(means.logZ + 2 * Math.LN2).toBeCloseTo(logZ, 11);
			expect(2 * means.phi2).toBeCloseTo(second, 11);
			expect(4 * means.phi4).toBeCloseTo(fourth, 11);
			expect(2 * means.susceptibility).toBeCloseTo(chi, 11);
			expect(means.binder).toBeCloseTo(binder, 11);
		});
	}

	test("rings in the convention with factors 1/2", () => {
		expect(transferMatrix(4, 1, 2).logZ + 2 * Math.LN2).toBeCloseTo(
			1.1852166834,
			9,
		);
		const ring = transferMatrix(8, -1, 2);
		expect(ring.logZ + 4 * Math.LN2).toBeCloseTo(5.0829291522, 9);
		expect(2 * ring.phi2).toBeCloseTo(0.4496247994, 9);
		expect(2 * ring.susceptibility).toBeCloseTo(1.0172917791, 9);
	});

	for (const [a, lambda, logZ, second, fourth] of [
		[0.5, 0.1, 0.765331055385, 0.615527185733, 0.961182035668],
		[-2, 1, 1.679926242894, 0.832745487128, 1.082745487128],
		[-4, 6.975, 0.832949366619, 0.250812568736, undefined],
		[-2, 0.2, 5.62326758563, 4.684169702059, undefined],
	] as const) {
		test(`a single site, S = ${a} phi^2 + ${lambda} phi^4`, () => {
			const action = phi4.create(createLattice([1]), { m2: a, lambda });
			const { means } = gridMeans(action, 801, 6);
			expect(means.logZ).toBeCloseTo(logZ, 11);
			expect(means.phi2).toBeCloseTo(second, 11);
			if (fourth !== undefined) expect(means.phi4).toBeCloseTo(fourth, 11);
		});
	}

	for (const [extent, m2, lambda] of [
		[8, -4, 8],
		[8, -2, 1],
		[16, -2, 1],
	] as const) {
		test(`ring of ${extent}, m2 = ${m2}, lambda = ${lambda}, by transfer matrix`, () => {
			const action = phi4.create(createLattice([extent]), { m2, lambda });
			const ring = transferMatrix(extent, m2, lambda);
			const references = referencesFor(action);
			for (const name of ["logZ", "phi2", "susceptibility"] as const) {
				expect(
					Math.abs(ring[name] / references[name].value - 1),
					name,
				).toBeLessThan(1e-9);
			}
		});
	}

	test("2x4, in either order of directions", () => {
		const one = phi4.create(createLattice([2, 4]), { m2: -4, lambda: 8 });
		const other = phi4.create(createLattice([4, 2]), { m2: -4, lambda: 8 });
		expect(referencesFor(one).logZ.value).toBe(1.49365265);
		expect(referencesFor(other)).toEqual(referencesFor(one));
		const away = phi4.create(createLattice([2, 4]), { m2: -4, lambda: 8.1 });
		expect(referencesFor(away)).toEqual({});
	});

	test("S/V = 1/2 - lambda <phi^4> within the errors of every Monte Carlo row", () => {
		const squares = [
			[6, 6.975],
			[8, 6.008],
			[12, 5.276],
			[14, 5.113],
			[32, 4.572],
			[64, 4.398],
			[8, 8],
		].map(([extent, lambda]) => ({ shape: [extent, extent], m2: -4, lambda }));
		for (const { shape, m2, lambda } of [...squares, ...referenceRuns]) {
			const action = phi4.create(createLattice(shape), { m2, lambda });
			const { actionDensity, phi4: fourth } = referencesFor(action);
			const difference = actionDensity.value - (0.5 - lambda * fourth.value);
			expect(Math.abs(difference)).toBeLessThan(
				3 * Math.hypot(actionDensity.error, lambda * fourth.error),
			);
		}
	});
});

/** Sums over a grid of 61 points for each of the four sites of the 2x2 lattice. */
function squareMeans(m2: number, lambda: number): Record<string, number> {
	const points = 61;
	const range = 3;
	const spacing = (2 * range) / (points - 1);
	const x = Array.from({ length: points }, (_, i) => -range + spacing * i);
	const site = x.map((v) => Math.exp(-m2 * v * v - lambda * v ** 4));
	// Each neighbour pair is linked twice.
	const link = x.map((v) => x.map((w) => Math.exp(-2 * (v - w) ** 2)));
	let z = 0;
	let second = 0;
	let fourth = 0;
	let square = 0;
	let quartic = 0;
	for (let a = 0; a < points; a++) {
		for (let b = 0; b < points; b++) {
			const top = site[a] * site[b] * link[a][b];
			if (top < 1e-30) continue;
			for (let c = 0; c < points; c++) {
				const left = top * site[c] * link[a][c];
				for (let d = 0; d < points; d++) {
					const weight = left * site[d] * link[b][d] * link[c][d];
					const sum = x[a] + x[b] + x[c] + x[d];
					z += weight;
					second += weight * x[a] * x[a];
					fourth += weight * x[a] * x[a] * x[a] * x[a];
					square += weight * sum * sum;
					quartic += weight * sum * sum * sum * sum;
				}
			}
		}
	}
	return {
		logZ: Math.log(z * spacing ** 4),
		phi2: second / z,
		phi4: fourth / z,
		susceptibility: square / z / 4,
		binder: 1 - (quartic * z) / (3 * square * square),
	};
}

/** log Z, <phi^2> and V<m^2> of a ring, on a grid of 121 points. */
function transferMatrix(extent: number, m2: number, lambda: number) {
	const points = 121;
	const range = 4.5;
	const spacing = (2 * range) / (points - 1);
	const x = Array.from({ length: points }, (_, i) => -range + spacing * i);
	const half = x.map((v) => Math.exp(-(m2 * v * v + lambda * v ** 4) / 2));
	const matrix = Float64Array.from({ length: points * points }, (_, k) => {
		const i = Math.floor(k / points);
		const j = k % points;
		return half[i] * half[j] * Math.exp(-((x[i] - x[j]) ** 2)) * spacing;
	});
	const product = (a: Float64Array, b: Float64Array): Float64Array => {
		const out = new Float64Array(points * points);
		for (let i = 0; i < points; i++) {
			for (let k = 0; k < points; k++) {
				const left = a[i * points + k];
				for (let j = 0; j < points; j++)
					out[i * points + j] += left * b[k * points + j];
			}
		}
		return out;
	};
	const powers: Float64Array[] = [
		Float64Array.from({ length: points * points }, (_, k) =>
			k % (points + 1) === 0 ? 1 : 0,
		),
	];
	for (let t = 1; t <= extent; t++) powers.push(product(powers[t - 1], matrix));
	let z = 0;
	for (let i = 0; i < points; i++) z += powers[extent][i * points + i];
	const correlator = (t: number): number => {
		let sum = 0;
		for (let i = 0; i < points; i++) {
			for (let j = 0; j < points; j++) {
				sum +=
					x[i] *
					x[j] *
					powers[t][i * points + j] *
					powers[extent - t][j * points + i];
			}
		}
		return sum / z;
	};
	let susceptibility = 0;
	for (let t = 0; t < extent; t++) susceptibility += correlator(t);
	return { logZ: Math.log(z), phi2: correlator(0), susceptibility };
}
