// Observables against slow loops written from their formulas, on any shape; and blockwise measuring.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { freeField } from "../../actions/scalar/free-field.js";
import { scalarAction } from "../../actions/scalar/scalar-action.js";
import { createLattice, type Lattice, shifted } from "../../core/lattice.js";
import { createRandom, fillNormal } from "../../core/random.js";
import { Measurements } from "../../metrics/cell/evaluate.js";
import { metropolisPath, metropolize } from "../../metrics/cell/metropolize.js";
import { correlationLength } from "../../metrics/derived/correlation-length.js";
import {
	measureCorrelator,
	temporalExtent,
} from "../../metrics/observables/scalar/correlator.js";
import { identitiesOf } from "../../metrics/observables/scalar/identities.js";
import { observables } from "../../metrics/registry.js";
import { actionValues, weightedEnsemble } from "../core/statistics/support.js";

const shapes = fc.array(fc.integer({ min: 1, max: 5 }), {
	minLength: 1,
	maxLength: 3,
});

/** The formulas of DESIGN section 8, site by site. */
function slow(
	phi: ArrayLike<number>,
	lattice: Lattice,
	actionValue: number,
): Record<string, number> {
	const { sites, dimension, shape } = lattice;
	const values = Array.from(phi);
	const m = values.reduce((sum, value) => sum + value, 0) / sites;
	let ising = 0;
	let lowest = 0;
	for (let mu = 0; mu < dimension; mu++) {
		let real = 0;
		let imaginary = 0;
		for (let x = 0; x < sites; x++) {
			ising += values[x] * values[shifted(lattice, x, mu, 1)];
			const at = Math.floor(x / lattice.strides[mu]) % shape[mu];
			const angle = (2 * Math.PI * at) / shape[mu];
			real += values[x] * Math.cos(angle);
			imaginary -= values[x] * Math.sin(angle);
		}
		lowest += (real * real + imaginary * imaginary) / sites / dimension;
	}
	return {
		magnetization: m,
		absMagnetization: Math.abs(m),
		magnetization2: m * m,
		magnetization4: m ** 4,
		phi2: values.reduce((sum, value) => sum + value ** 2, 0) / sites,
		phi4: values.reduce((sum, value) => sum + value ** 4, 0) / sites,
		isingEnergy: ising / (dimension * sites),
		actionDensity: actionValue / sites,
		twoPoint0: sites * m * m,
		twoPointK1: lowest,
	};
}

describe("every observable equals its formula on any shape", () => {
	for (const single of [false, true]) {
		test(single ? "float32 fields" : "float64 fields", () => {
			fc.assert(
				fc.property(
					shapes,
					fc.integer({ min: 0, max: 1000 }),
					(shape, seed) => {
						const lattice = createLattice(shape);
						const normals = fillNormal(
							createRandom(seed),
							new Float64Array(3 * lattice.sites),
						);
						const fields = single ? Float32Array.from(normals) : normals;
						const action = Float64Array.of(1.5, -2, 7);
						for (const observable of observables) {
							const fast = observable.measure(fields, lattice, action);
							expect(fast).toHaveLength(3);
							for (let i = 0; i < 3; i++) {
								const phi = fields.subarray(
									i * lattice.sites,
									(i + 1) * lattice.sites,
								);
								const expected = slow(phi, lattice, action[i])[observable.name];
								expect(Math.abs(fast[i] - expected)).toBeLessThan(
									1e-11 * (1 + Math.abs(expected)),
								);
							}
						}
					},
				),
				{ numRuns: 60 },
			);
		});
	}
});

test("C(t) is the correlation of slices, averaged over the longest directions", () => {
	fc.assert(
		fc.property(shapes, fc.integer({ min: 0, max: 1000 }), (shape, seed) => {
			const lattice = createLattice(shape);
			const { sites, dimension } = lattice;
			const fields = fillNormal(createRandom(seed), new Float64Array(sites));
			const extent = temporalExtent(lattice);
			const correlator = measureCorrelator(fields, lattice);
			const directions = shape.flatMap((length, mu) =>
				length === extent ? [mu] : [],
			);
			for (let t = 0; t < correlator.length; t++) {
				let sum = 0;
				for (const mu of directions) {
					for (let x = 0; x < sites; x++) {
						for (let y = 0; y < sites; y++) {
							const ahead = shifted(lattice, x, mu, t);
							const at = (site: number) =>
								Math.floor(site / lattice.strides[mu]) % shape[mu];
							if (at(ahead) === at(y)) sum += fields[x] * fields[y];
						}
					}
				}
				const area = sites / extent;
				const expected = sum / (area * sites * directions.length);
				expect(Math.abs(correlator[t][0] - expected)).toBeLessThan(
					1e-11 * (1 + Math.abs(expected)),
				);
			}
			expect(dimension).toBe(shape.length);
		}),
		{ numRuns: 60 },
	);
});

test("Schwinger-Dyson residuals use the true gradient and curvature of S", () => {
	fc.assert(
		fc.property(shapes, fc.integer({ min: 0, max: 1000 }), (shape, seed) => {
			const lattice = createLattice(shape);
			const { sites } = lattice;
			const action = scalarAction(
				"test",
				lattice,
				{},
				{
					kinetic: 0.7,
					potential: [0.2, 0.3, -1, 0.1, 0.5, 0, 0.05],
				},
			);
			const phi = fillNormal(createRandom(seed), new Float64Array(sites));
			const h = 1e-4;
			const gradient = new Float64Array(sites);
			const curvature = new Float64Array(sites);
			const [centre] = actionValues(action, phi);
			for (let x = 0; x < sites; x++) {
				const at = (shift: number): number => {
					const moved = phi.slice();
					moved[x] += shift;
					return actionValues(action, moved)[0];
				};
				gradient[x] =
					(8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
				curvature[x] = (at(h) + at(-h) - 2 * centre) / (h * h);
			}
			const mean = (term: (x: number) => number): number =>
				Array.from(phi, (_, x) => term(x)).reduce(
					(sum, value) => sum + value,
					0,
				) / sites;
			const wide = shape.flatMap((extent, mu) => (extent > 1 ? [mu] : []));
			const expected: Record<string, number> = {
				SD1: mean((x) => phi[x] * gradient[x]) - 1,
				SD2: mean(
					(x) =>
						wide.reduce(
							(sum, mu) => sum + phi[shifted(lattice, x, mu, 1)] * gradient[x],
							0,
						) / Math.max(1, wide.length),
				),
				SD3: mean((x) => gradient[x]),
				SD4: mean((x) => gradient[x] ** 2 - curvature[x]),
				SD5: mean((x) => phi[x] ** 3 * gradient[x] - 3 * phi[x] ** 2),
			};
			const identities = identitiesOf(action);
			const residuals = identities.measure(phi);
			expect(residuals).toHaveLength(identities.names.length);
			identities.names.forEach((name, k) => {
				// Rounding of second differences: 1e-16 |S| / h^2.
				expect(Math.abs(residuals[k][0] - expected[name])).toBeLessThan(
					1e-6 * (10 + Math.abs(expected[name]) + Math.abs(centre)),
				);
			});
		}),
		{ numRuns: 60 },
	);
});

describe("measuring in blocks", () => {
	const action = freeField.create(createLattice([2, 3]), { m2: 1 });
	const { sites } = action.space.lattice;

	test("each chain continues where its last block ended", () => {
		const measurements = new Measurements(action);
		// Field value = 100 chain + time; two blocks of lengths 2 and 3, three chains.
		let time = 0;
		for (const length of [2, 3]) {
			const fields = new Float64Array(3 * length * sites);
			for (let c = 0; c < 3; c++) {
				for (let i = 0; i < length; i++) {
					fields.fill(
						100 * c + time + i,
						(c * length + i) * sites,
						(c * length + i + 1) * sites,
					);
				}
			}
			time += length;
			measurements.add({
				space: action.space,
				count: 3 * length,
				fields,
				action: actionValues(action, fields),
				structure: {
					kind: "chains",
					chains: 3,
					accepted: new Uint8Array(3 * length).fill(time === 2 ? 1 : 0),
				},
			});
		}
		const series = measurements.series();
		expect(series.count).toBe(15);
		// The means of constant fields carry rounding of the division.
		expect(Array.from(series.columns.magnetization, Math.round)).toEqual([
			0, 1, 2, 3, 4, 100, 101, 102, 103, 104, 200, 201, 202, 203, 204,
		]);
		expect([...(series.accepted ?? [])]).toEqual([
			1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0,
		]);
	});

	test("blocks that do not fit are refused", () => {
		const measurements = new Measurements(action);
		expect(() => measurements.series()).toThrow(RangeError);
		const chains = (count: number, number: number) => ({
			space: action.space,
			count,
			fields: new Float64Array(count * sites),
			action: new Float64Array(count),
			structure: { kind: "chains", chains: number, accepted: null } as const,
		});
		measurements.add(chains(4, 2));
		expect(() => measurements.add(chains(4, 4))).toThrow(/same structure/);
		expect(() => measurements.add(chains(3, 2))).toThrow(/do not fill/);
		expect(() => measurements.add(weightedEnsemble(action, 1, 4, "x"))).toThrow(
			/same structure/,
		);
		expect(() => measurements.add({ ...chains(4, 2), count: 5 })).toThrow(
			/do not match/,
		);
		expect(measurements.count).toBe(4);
	});
});

test("the second-moment correlation length of unequal extents averages over directions", () => {
	const lattice = createLattice([4, 6, 1]);
	const action = freeField.create(lattice, { m2: 0.7 });
	const quantity = correlationLength(action);
	if (quantity === undefined) throw new Error("defined");
	expect(quantity.needs).toEqual([
		"twoPoint0",
		"magnetization",
		"twoPointK1:0",
		"twoPointK1:1",
	]);
	const propagator = (extent: number) =>
		1 / (2 * (0.7 + 4 * Math.sin(Math.PI / extent) ** 2));
	// On the free field xi = 1/m in every direction.
	expect(
		quantity.value([1 / 1.4, 0, propagator(4), propagator(6)]),
	).toBeCloseTo(1 / Math.sqrt(0.7), 12);
	expect(
		correlationLength(freeField.create(createLattice([1]), { m2: 1 })),
	).toBeUndefined();
});

describe("independence Metropolis of given draws", () => {
	const action = freeField.create(createLattice([2, 2]), { m2: 1 });

	test("equal weights accept everything; a start of weight zero is left at once", () => {
		const all = metropolisPath(new Float64Array(10), createRandom(1));
		expect([...all.source]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
		const zero = Float64Array.of(-Infinity, -Infinity, 0, -Infinity, 0);
		const path = metropolisPath(zero, createRandom(1));
		expect([...path.source]).toEqual([0, 1, 2, 2, 4]);
		expect([...path.accepted]).toEqual([1, 1, 1, 0, 1]);
	});

	test("the chain visits draws in proportion to their weights", () => {
		// Three states with weights 1, 2, 5, proposed uniformly.
		const random = createRandom("states");
		const count = 200_000;
		const states = Uint8Array.from({ length: count }, () => random.integer(3));
		const weights = [1, 2, 5];
		const logWeights = Float64Array.from(states, (state) =>
			Math.log(weights[state]),
		);
		const { source } = metropolisPath(logWeights, random.fork("accept"));
		const visits = [0, 0, 0];
		for (const draw of source) visits[states[draw]]++;
		weights.forEach((weight, state) => {
			const p = weight / 8;
			// tauInt of this chain is below 2: 1/a <= 3 in every state.
			const error = Math.sqrt((2 * 2.5 * p * (1 - p)) / count);
			expect(Math.abs(visits[state] / count - p)).toBeLessThan(4 * error);
		});
	});

	test("an ensemble becomes a chain of its own configurations, the same for the same stream", () => {
		const ensemble = weightedEnsemble(action, 2, 500, "chain");
		const chain = metropolize(ensemble, createRandom(3));
		expect(metropolize(ensemble, createRandom(3))).toEqual(chain);
		if (
			ensemble.structure.kind !== "weighted" ||
			chain.structure.kind !== "chains"
		) {
			throw new Error("weighted draws make a chain");
		}
		const { source, accepted } = metropolisPath(
			ensemble.structure.logWeights,
			createRandom(3),
		);
		expect(chain.structure.accepted).toEqual(accepted);
		expect(accepted.includes(0)).toBe(true);
		for (const i of [0, 1, 250, 499]) {
			expect(chain.fields.subarray(4 * i, 4 * i + 4)).toEqual(
				ensemble.fields.subarray(4 * source[i], 4 * source[i] + 4),
			);
			expect(chain.action[i]).toBe(ensemble.action[source[i]]);
		}
		expect(() => metropolize(chain, createRandom(1))).toThrow(/only weighted/);
	});
});
