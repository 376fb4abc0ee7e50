import { describe, expect, test } from "vitest";
import { polynomialOf } from "../../../actions/action.js";
import { freeField } from "../../../actions/scalar/free-field.js";
import {
	coordinate,
	createLattice,
	type Lattice,
} from "../../../core/lattice.js";
import { createRandom } from "../../../core/random.js";
import { blocksOf, initialiseCnf } from "../../../samplers/continuous/model.js";
import { pathOf } from "../../../samplers/continuous/path.js";
import { ExactCnf } from "../../../samplers/continuous/reference/exact.js";
import { ComposedCnf } from "../../../samplers/continuous/reference/flow.js";
import { fusedCnf } from "../../../samplers/continuous/simd/flow.js";
import { transferCnf } from "../../../samplers/continuous/transfer.js";
import * as tf from "../../../tensor/tf.js";
import { openTestBackend } from "../../support/backend.js";
import { densityBy, gradientBy, sampleBy } from "../flow/kernel-calls.js";
import { draw, example, gap, shapes } from "./support.js";

await openTestBackend();

/** Rounding of float32 through the stages: fields of order 1, sums of V terms. */
const fieldRounding = 2e-6;
const densityRounding = (sites: number) => 2e-6 * Math.sqrt(sites) + 2e-6;

describe.each(shapes.map((shape) => [shape.join("x"), shape] as const))(
	"%s",
	(_, shape) => {
		const subject = example(shape);
		const { lattice, fused, parameters, exact, config } = subject;
		const { sites } = lattice;
		const count = 6;
		const latent = subject.latent(count);
		const draws = draw(subject, latent);

		test("a path begins with the prior's noise and ends with the field", async () => {
			const first = latent.slice(0, sites);
			const flow = new ComposedCnf(subject.model);
			const path = await pathOf(flow, parameters, first, config.steps);
			expect(path).toHaveLength(Math.min(6, config.steps + 1));
			expect(
				gap(path[path.length - 1], draws.fields.subarray(0, sites)),
			).toBeLessThan(2 * fieldRounding);
			expect(gap(path[0], path[path.length - 1])).toBeGreaterThan(
				10 * fieldRounding,
			);
		});

		test("kernel, reference ops and float64 agree on fields and log q", async () => {
			const composed = new ComposedCnf(subject.model).forward(
				tf.tensor1d(parameters),
				tf.tensor2d(latent, [count, sites]),
				config.steps,
			);
			expect(gap(await composed.fields.data(), draws.fields)).toBeLessThan(
				2 * fieldRounding,
			);
			// The reference sums log q in float32.
			expect(
				gap(await composed.logDensity.data(), draws.logDensity),
			).toBeLessThan(10 * densityRounding(sites));
			for (let i = 0; i < count; i++) {
				const image = exact.forward(
					latent.subarray(i * sites, (i + 1) * sites),
					config.steps,
					false,
				);
				const fields = draws.fields.subarray(i * sites, (i + 1) * sites);
				expect(gap(image.fields, fields)).toBeLessThan(fieldRounding);
				expect(Math.abs(image.logDensity - draws.logDensity[i])).toBeLessThan(
					densityRounding(sites),
				);
			}
		});

		test("log q is that of the Jacobian, with an error of fourth order in the step or better", () => {
			const errors = [16, 32, 64].map((steps) => {
				let sum = 0;
				for (let i = 0; i < count; i++) {
					const normals = latent.subarray(i * sites, (i + 1) * sites);
					const image = exact.forward(normals, steps);
					sum += (image.logDensity - image.logDensityOfMap) ** 2;
				}
				return Math.sqrt(sum / count);
			});
			expect(errors[2]).toBeLessThan(1e-5);
			// Halving the step gains a factor of 16, or more where the leading term is small.
			expect(errors[0]).toBeGreaterThan(12 * errors[1]);
			expect(errors[1]).toBeGreaterThan(12 * errors[2]);
		});

		test("gradient of the loss against finite differences in float64", () => {
			const ours = gradientBy(fused, parameters, latent, sites);
			const { gradient } = ours;
			expect(ours.logDensity).toEqual(draws.logDensity);
			expect(ours.action).toEqual(draws.action);
			const direction = createRandom("direction");
			const whole = Math.sqrt(gradient.reduce((sum, g) => sum + g * g, 0));
			for (const { name, offset, shape: extents } of subject.model.layout
				.blocks) {
				const size = extents.reduce((a, b) => a * b, 1);
				// Along a random direction of each block, and in proportion to the gradient's size.
				const along = Float64Array.from({ length: size }, () =>
					direction.normal(),
				);
				let slope = 0;
				let scale = 0;
				for (let i = 0; i < size; i++) {
					slope += along[i] * gradient[offset + i];
					scale += gradient[offset + i] ** 2;
				}
				const difference = (step: number) => {
					const moved = Float64Array.from(parameters);
					for (let i = 0; i < size; i++) moved[offset + i] += step * along[i];
					return lossOf(subject.model, moved, latent, config.steps, lattice);
				};
				const step = 1e-4;
				const measured = (difference(step) - difference(-step)) / (2 * step);
				expect(Math.abs(measured - slope), name).toBeLessThan(
					2e-4 * Math.sqrt(scale) + 1e-6 * whole,
				);
			}
		});

		test("gradients of the kernel and of the reference ops agree", async () => {
			const { gradient } = gradientBy(fused, parameters, latent, sites);
			const composed = new ComposedCnf(subject.model);
			const loss = (free: tf.Tensor): tf.Scalar => {
				const { fields, logDensity } = composed.forward(
					free as tf.Tensor1D,
					tf.tensor2d(latent, [count, sites]),
					config.steps,
				);
				const S = subject.action.evaluate(
					tf.reshape(fields, [count, ...lattice.shape]),
				);
				return tf.sum(tf.add(logDensity, S));
			};
			const reference = await tf.grad(loss)(tf.tensor1d(parameters)).data();
			const largest = gap(gradient, new Float64Array(gradient.length));
			expect(gap(reference, gradient)).toBeLessThan(2e-5 * largest);
		});

		test("density of given fields inverts the discrete map", async () => {
			const back = densityBy(fused, parameters, draws.fields, sites);
			expect(gap(back.latent, latent)).toBeLessThan(5e-5);
			expect(gap(back.logDensity, draws.logDensity)).toBeLessThan(
				50 * densityRounding(sites),
			);
			const composed = new ComposedCnf(subject.model).inverse(
				tf.tensor1d(parameters),
				tf.tensor2d(draws.fields, [count, sites]),
				config.steps,
			);
			expect(gap(await composed.latent.data(), latent)).toBeLessThan(5e-5);
		});

		test("a sample does not depend on its batch mates", () => {
			const alone = draw(subject, latent.slice(2 * sites, 3 * sites));
			expect(alone.fields).toEqual(draws.fields.slice(2 * sites, 3 * sites));
			expect(alone.logDensity[0]).toBe(draws.logDensity[2]);
			const [one, all] = [1, count].map((size) => {
				const fields = draws.fields.slice(0, size * sites);
				return densityBy(fused, parameters, fields, sites).logDensity[0];
			});
			expect(one).toBe(all);
		});

		test("equivariant under sign, shifts, reflections and exchanges of directions", () => {
			const mirrored = draw(
				subject,
				latent.map((value) => -value),
			);
			expect(mirrored.fields).toEqual(draws.fields.map((value) => -value));
			expect(mirrored.logDensity).toEqual(draws.logDensity);
			for (const permutation of symmetriesOf(lattice)) {
				const moved = draw(subject, permuted(latent, permutation, sites));
				expect(
					gap(moved.fields, permuted(draws.fields, permutation, sites)),
				).toBeLessThan(2 * fieldRounding);
				expect(gap(moved.logDensity, draws.logDensity)).toBeLessThan(
					2 * densityRounding(sites),
				);
			}
		});
	},
);

describe("at the start", () => {
	const subject = example([4, 6], { strength: 0 });
	const start = initialiseCnf(subject.model, createRandom(1));

	test("the flow is a free field of the given mass", () => {
		const action = freeField.create(subject.lattice, { m2: 0.5 });
		const fused = fusedCnf(
			subject.config,
			subject.lattice,
			polynomialOf(action) ?? null,
		);
		const count = 5;
		const { logDensity, action: S } = sampleBy(
			fused,
			start,
			subject.latent(count),
			24,
		);
		// -S - log q = log Z for every sample.
		let logZ = 12 * Math.log(Math.PI);
		for (let k = 0; k < 24; k++) {
			const k2 = [0, 1].reduce((sum, mu) => {
				const angle =
					(Math.PI * coordinate(subject.lattice, k, mu)) /
					subject.lattice.shape[mu];
				return sum + 4 * Math.sin(angle) ** 2;
			}, 0);
			logZ -= 0.5 * Math.log(0.5 + k2);
		}
		for (let i = 0; i < count; i++)
			expect(-S[i] - logDensity[i]).toBeCloseTo(logZ, 4);
	});
});

test("fields beyond the tables: one function still, and a density that is its own", () => {
	const subject = example([3, 3], { range: 0.5 });
	const latent = subject.latent(8);
	const { fields, logDensity } = draw(subject, latent, 40);
	expect(gap(fields, new Float32Array(fields.length))).toBeGreaterThan(0.7);
	// Numerical Jacobian of the kernel itself, by central differences of float32.
	const step = 0.02;
	const normals = latent.slice(0, 9);
	const jacobian = Array.from({ length: 9 }, (_, column) => {
		const shifted = [step, -step].map((change) =>
			draw(
				subject,
				normals.map((value, i) => (i === column ? value + change : value)),
				40,
			),
		);
		return Array.from(
			shifted[0].fields,
			(value, i) => (value - shifted[1].fields[i]) / (2 * step),
		);
	});
	const prior = new ExactCnf(subject.model, subject.parameters).prior(normals);
	const logScales =
		-0.5 * normals.reduce((sum, value) => sum + value ** 2, 0) -
		4.5 * Math.log(2 * Math.PI) -
		prior.logDensity;
	const logDeterminant = Math.log(Math.abs(determinant(jacobian)));
	expect(prior.logDensity + logScales - logDeterminant).toBeCloseTo(
		logDensity[0],
		2,
	);
});

test("too coarse an integrator has no inverse, and says so", () => {
	const subject = example([4, 4], { strength: 60, steps: 1 });
	const latent = subject.latent(4);
	const { fields } = draw(subject, latent);
	expect(() =>
		densityBy(subject.fused, subject.parameters, fields, 16),
	).toThrow(/1 integration steps cannot be inverted/);
});

function lossOf(
	model: ConstructorParameters<typeof ExactCnf>[0],
	parameters: Float64Array,
	latent: Float32Array,
	steps: number,
	lattice: Lattice,
): number {
	const exact = new ExactCnf(model, parameters);
	let sum = 0;
	for (let start = 0; start < latent.length; start += lattice.sites) {
		const image = exact.forward(
			latent.subarray(start, start + lattice.sites),
			steps,
			false,
		);
		sum += image.logDensity;
		for (let x = 0; x < lattice.sites; x++) {
			const phi = image.fields[x];
			sum += -4 * phi ** 2 + 6.975 * phi ** 4;
			for (let mu = 0; mu < lattice.dimension; mu++) {
				const c = coordinate(lattice, x, mu);
				const next = (c + 1) % lattice.shape[mu];
				const y = x + (next - c) * lattice.strides[mu];
				sum += (image.fields[y] - phi) ** 2;
			}
		}
	}
	return sum;
}

/** Sites that each site's value comes from: a shift, a reflection, and an exchange where extents allow. */
function symmetriesOf(lattice: Lattice): number[][] {
	const { shape, strides, dimension, sites } = lattice;
	const from = (map: (x: number[]) => number[]) =>
		Array.from({ length: sites }, (_, site) =>
			map(shape.map((_extent, mu) => coordinate(lattice, site, mu))).reduce(
				(sum, c, mu) =>
					sum + (((c % shape[mu]) + shape[mu]) % shape[mu]) * strides[mu],
				0,
			),
		);
	const all = [from((x) => x.map((c, mu) => c + mu + 1))];
	for (let mu = 0; mu < dimension; mu++) {
		all.push(from((x) => x.map((c, nu) => (nu === mu ? -c : c))));
		for (let nu = mu + 1; nu < dimension; nu++) {
			if (shape[mu] !== shape[nu]) continue;
			all.push(
				from((x) => x.map((c, i) => (i === mu ? x[nu] : i === nu ? x[mu] : c))),
			);
		}
	}
	return all;
}

function permuted(
	values: Float32Array,
	from: readonly number[],
	sites: number,
): Float32Array {
	return values.map((_, i) => values[i - (i % sites) + from[i % sites]]);
}

function determinant(rows: number[][]): number {
	let product = 1;
	const matrix = rows.map((row) => [...row]);
	for (let i = 0; i < matrix.length; i++) {
		let pivot = i;
		for (let r = i; r < matrix.length; r++)
			if (Math.abs(matrix[r][i]) > Math.abs(matrix[pivot][i])) pivot = r;
		if (pivot !== i) product = -product;
		[matrix[i], matrix[pivot]] = [matrix[pivot], matrix[i]];
		product *= matrix[i][i];
		for (let r = i + 1; r < matrix.length; r++) {
			const factor = matrix[r][i] / matrix[i][i];
			for (let c = i; c < matrix.length; c++)
				matrix[r][c] -= factor * matrix[i][c];
		}
	}
	return product;
}

test("the path gradient is that of the reference ops, up to the integrator's error", async () => {
	const count = 3;
	const gapAt = async (steps: number): Promise<number> => {
		const subject = example([3, 4], { strength: 2, steps });
		const { parameters, fused, model, action } = subject;
		const latent = subject.latent(count);
		const { gradient } = gradientBy(fused, parameters, latent, 12, {
			estimator: "path",
		});
		const composed = new ComposedCnf(model);
		const fixed = tf.tensor1d(parameters);
		const loss = (free: tf.Tensor): tf.Scalar => {
			const normals = tf.tensor2d(latent, [count, 12]);
			const { fields } = composed.forward(free as tf.Tensor1D, normals, steps);
			const S = action.evaluate(tf.reshape(fields, [count, 3, 4]));
			const { logDensity } = composed.inverse(fixed, fields, steps);
			return tf.sum(tf.add(logDensity, S));
		};
		const reference = await tf.grad(loss)(tf.tensor1d(parameters)).data();
		return (
			gap(reference, gradient) /
			gap(reference, new Float32Array(gradient.length))
		);
	};
	const worst = [await gapAt(6), await gapAt(12)];
	expect(worst[0]).toBeLessThan(2e-3);
	expect(worst[1]).toBeLessThan(Math.max(worst[0] / 8, 1e-5));
});

test.each(["total", "path"] as const)(
	"continuous adjoint, %s: the discrete gradient up to the integrator's error",
	(estimator) => {
		const gaps = [8, 16].map((steps) => {
			const [discrete, continuous] = (["discrete", "continuous"] as const).map(
				(adjoint) => {
					const { fused, parameters, latent } = example([4, 4], {
						strength: 2,
						steps,
						adjoint,
					});
					return gradientBy(fused, parameters, latent(3), 16, { estimator })
						.gradient;
				},
			);
			return (
				gap(discrete, continuous) /
				gap(
					discrete,
					discrete.map(() => 0),
				)
			);
		});
		expect(gaps[0]).toBeGreaterThan(gaps[1]);
		expect(gaps[0]).toBeLessThan(1e-2);
		expect(gaps[1]).toBeLessThan(Math.max(gaps[0] / 8, 1e-5));
	},
);

describe("a larger lattice", () => {
	test.each([
		[
			[4, 4],
			[8, 8],
		],
		[[5], [9]],
		[
			[4, 6],
			[6, 8],
		],
		[
			[3, 3, 3],
			[4, 4, 4],
		],
	])("%j to %j: folded back, the kernel is the small one", (small, large) => {
		const from = example(small);
		const to = example(large);
		const moved = transferCnf(from.model, from.parameters, to.model);
		const width = to.config.bonds * to.config.timeBonds;
		const sum = new Float64Array(from.lattice.sites * width);
		for (let z = 0; z < to.lattice.sites; z++) {
			let image = 0;
			for (let mu = 0; mu < small.length; mu++) {
				// Displacements from -L/2 to L/2, each to its place on the small lattice.
				const c = coordinate(to.lattice, z, mu);
				const signed = 2 * c > large[mu] ? c - large[mu] : c;
				image +=
					(((signed % small[mu]) + small[mu]) % small[mu]) *
					from.lattice.strides[mu];
			}
			const start = to.model.orbits.of[z] * width;
			const kernel = blocksOf(to.model, moved).kernel;
			for (let i = 0; i < width; i++)
				sum[image * width + i] += kernel[start + i];
		}
		const { kernel } = blocksOf(from.model, from.parameters);
		for (let z = 0; z < from.lattice.sites; z++) {
			const start = from.model.orbits.of[z] * width;
			for (let i = 0; i < width; i++)
				expect(sum[z * width + i]).toBeCloseTo(kernel[start + i], 6);
		}
	});

	test.each([
		[
			[4, 4],
			[3, 5],
		],
		[
			[4, 6],
			[6, 6],
		],
		[
			[4, 4],
			[4, 4, 4],
		],
	])("%j does not go over to %j", (small, large) => {
		const [a, b] = [example(small), example(large)];
		expect(() => transferCnf(a.model, a.parameters, b.model)).toThrow(
			/a flow goes over to/,
		);
	});
});

test("a lattice of odd factors transforms like any other", () => {
	const subject = example([9, 15]);
	const latent = subject.latent(1);
	const { fields } = draw(subject, latent);
	const image = subject.exact.forward(latent, subject.config.steps, false);
	expect(gap(image.fields, fields)).toBeLessThan(fieldRounding * 2);
	expect(createLattice([9, 15]).sites).toBe(fields.length);
});
