import { describe, expect, test } from "vitest";
import { createLattice, neighbours } from "../../../core/lattice.js";
import {
	type IntegratorName,
	integratorNames,
	schedule,
} from "../../../samplers/hmc/integrator.js";
import { drawMomenta } from "../../../samplers/hmc/reference/momenta.js";
import type { Precision } from "../../../samplers/hmc/simd/memory.js";
import { evaluate } from "../flow/support.js";
import {
	integrate,
	key,
	normals,
	openBlock,
	openStagedBlock,
} from "./support.js";

const local = { kinetic: 0.8, potential: [0, 0, -1.3, 0, 0.7] };
const sextic = { kinetic: 0.8, potential: [0, 0, 0.4, 0, -0.3, 0, 0.06] };
const shapes = [
	[1],
	[2],
	[7],
	[2, 2],
	[1, 5],
	[3, 8],
	[6, 4],
	[2, 3, 5],
	[4, 4, 4],
	[2, 1, 3, 4],
	[2, 3, 2, 2, 3],
];
/** Unit roundoff of the fields. */
const roundoff = { float64: 2 ** -53, float32: 2 ** -24 } as const;
const precisions: readonly Precision[] = ["float64", "float32"];

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
	let largest = 0;
	for (let i = 0; i < a.length; i++)
		largest = Math.max(largest, Math.abs(a[i] - b[i]));
	return largest;
}

const kernels = precisions.flatMap((precision) => [
	{ precision, degree: 4, local },
	{ precision, degree: 6, local: sextic },
]);

/** Kicks of several lengths have a kernel of their own. */
const opener = (integrator: IntegratorName) =>
	integrator === "force-gradient" ? openStagedBlock : openBlock;

/** The change of H along a trajectory of length 1 on a ring, by the reference. */
function energyChange(
	integrator: IntegratorName,
	steps: number,
	fields: Float64Array,
	momenta: Float64Array,
): number {
	const lattice = createLattice([fields.length]);
	const nearest = neighbours(lattice);
	const slope = new Float64Array(fields.length);
	const energy = () =>
		momenta.reduce((sum, p) => sum + p * p, 0) / 2 +
		evaluate(local, nearest, fields, slope);
	const start = energy();
	const plan = schedule(integrator, steps, 1 / steps);
	integrate(lattice, local, plan, fields, momenta);
	return energy() - start;
}

describe.each(kernels)(
	"the fused kernel in $precision, degree $degree",
	({ precision, local }) => {
		// Roundings of some 40 updates of numbers of order 1 to 10, amplified by a short trajectory.
		const tolerance = 2000 * roundoff[precision];

		describe.each(integratorNames)("%s", (integrator) => {
			const open = opener(integrator);
			test.each(shapes)("follows the sum over neighbours on %j", (...shape) => {
				const lattice = createLattice(shape);
				const block = open(shape, local, precision);
				const plan = schedule(integrator, 5, 0.08);
				const ends = Array.from({ length: block.lanes }, (_, lane) => {
					const fields = normals(`phi${lane}`, lattice.sites);
					const momenta = normals(`p${lane}`, lattice.sites);
					block.setFields(lane, fields);
					block.setMomenta(lane, momenta, block.scale(plan));
					integrate(lattice, local, plan, fields, momenta);
					return { fields, momenta };
				});
				block.integrate(plan);
				ends.forEach(({ fields, momenta }, lane) => {
					expect(largestDifference(block.fields(lane), fields)).toBeLessThan(
						tolerance,
					);
					expect(
						largestDifference(block.momenta(lane, block.scale(plan)), momenta),
					).toBeLessThan(tolerance);
				});
			});

			test("comes back when the momenta are turned round", () => {
				const block = open([4, 6], local, precision);
				const plan = schedule(integrator, 20, 0.05);
				const fields = normals("phi", block.sites);
				block.setFields(0, fields);
				block.setMomenta(0, normals("p", block.sites), block.scale(plan));
				block.integrate(plan);
				const moved = largestDifference(block.fields(0), fields);
				const momenta = block.momenta(0, block.scale(plan));
				block.setMomenta(
					0,
					momenta.map((p) => -p),
					block.scale(plan),
				);
				block.integrate(plan);
				expect(moved).toBeGreaterThan(0.1);
				expect(largestDifference(block.fields(0), fields)).toBeLessThan(
					10 * tolerance,
				);
			});
		});

		test.each(shapes)(
			"S, M and Delta H are sums over sites on %j",
			(...shape) => {
				const lattice = createLattice(shape);
				const nearest = neighbours(lattice);
				const block = openBlock(shape, local, precision);
				const plan = schedule("leapfrog", 3, 0.1);
				const slope = new Float64Array(lattice.sites);
				for (let lane = 0; lane < block.lanes; lane++)
					block.setFields(lane, normals(`phi${lane}`, lattice.sites));
				block.kernel.start();
				const before = Array.from({ length: block.lanes }, (_, lane) => {
					const fields = block.fields(lane);
					const action = evaluate(local, nearest, fields, slope);
					expect(block.results[lane]).toBeCloseTo(action, 10);
					expect(block.results[block.lanes + lane]).toBeCloseTo(
						fields.reduce((sum, phi) => sum + phi, 0),
						10,
					);
					return { fields, action };
				});
				// Trajectory 9 of chains 0, 1, ..., redone on the host with the kernel's own momenta.
				block.kernel.refresh(9, 0);
				const momenta = before.map((_, lane) => block.momenta(lane, 1));
				block.advance(9, 0, plan);
				before.forEach(({ fields, action }, lane) => {
					const p = momenta[lane];
					const kinetic = () =>
						p.reduce((sum, value) => sum + value * value, 0) / 2;
					const start = kinetic() + action;
					integrate(lattice, local, plan, fields, p);
					const end = kinetic() + evaluate(local, nearest, fields, slope);
					expect(
						Math.abs(block.results[2 * block.lanes + lane] - (end - start)),
					).toBeLessThan(10 * tolerance * lattice.sites);
				});
			},
		);
	},
);

describe.each(integratorNames)("%s preserves", (integrator) => {
	test("area: the determinant of the Jacobian on 2x2 is 1", () => {
		const lattice = createLattice([2, 2]);
		const block = opener(integrator)([2, 2], local, "float64");
		const plan = schedule(integrator, 4, 0.15);
		const point = normals("area", 8);
		const h = 1e-4;
		const image = (z: Float64Array) => {
			block.setFields(0, z.subarray(0, 4));
			block.setMomenta(0, z.subarray(4), block.scale(plan));
			block.integrate(plan);
			return [...block.fields(0), ...block.momenta(0, block.scale(plan))];
		};
		const jacobian = Array.from({ length: 8 }, (_, j) => {
			const shifted = (steps: number) => {
				const z = point.slice();
				z[j] += steps * h;
				return image(z);
			};
			const [a, b, c, d] = [shifted(-2), shifted(-1), shifted(1), shifted(2)];
			return a.map((_, i) => (a[i] - 8 * b[i] + 8 * c[i] - d[i]) / (12 * h));
		});
		expect(lattice.sites).toBe(4);
		// Differences of fourth order: truncation h^4 = 1e-16, rounding 1e-16 / h = 1e-12 an entry.
		expect(Math.abs(determinant(jacobian) - 1)).toBeLessThan(1e-9);
	});

	test("energy to its order in the step", () => {
		const change = (steps: number) =>
			energyChange(integrator, steps, normals("phi", 6), normals("p", 6));
		const order = integrator === "force-gradient" ? 4 : 2;
		// Halving the step divides the error by 2^order, up to terms of relative order step^2.
		expect(Math.log2(change(100) / change(200))).toBeCloseTo(order, 1);
	});
});

test("the minimum-norm integrator errs less than leapfrog at equal gradients", () => {
	const rms = (integrator: IntegratorName, steps: number) => {
		let sum = 0;
		for (let sample = 0; sample < 50; sample++) {
			const fields = normals(`phi${sample}`, 16).map((phi) => phi / 2);
			const momenta = normals(`p${sample}`, 16);
			sum += energyChange(integrator, steps, fields, momenta) ** 2;
		}
		return Math.sqrt(sum / 50);
	};
	expect(rms("omelyan", 10)).toBeLessThan(rms("leapfrog", 20) / 1.5);
});

describe("momenta", () => {
	test("in float64 are those of the host, lane by lane", () => {
		const block = openBlock([3, 7], local, "float64");
		block.kernel.refresh(1234, 6);
		for (let lane = 0; lane < 2; lane++) {
			const host = new Float64Array(block.sites);
			drawMomenta(key, 1234, 6 + lane, host);
			// Both round a handful of operations on numbers up to 9.
			expect(largestDifference(block.momenta(lane, 1), host)).toBeLessThan(
				1e-14,
			);
		}
	});

	test.each(precisions)("in %s are standard normals", (precision) => {
		const block = openBlock([64, 64], local, precision);
		const sums = [0, 0, 0, 0, 0, 0];
		let count = 0;
		let neighbour = 0;
		let across = 0;
		for (let trajectory = 0; trajectory < 20; trajectory++) {
			block.kernel.refresh(trajectory, 0);
			const lanes = Array.from({ length: block.lanes }, (_, lane) =>
				block.momenta(lane, 1),
			);
			for (const p of lanes) {
				for (let x = 0; x < p.length; x++) {
					for (let power = 1; power <= 6; power++)
						sums[power - 1] += p[x] ** power;
					neighbour += p[x] * p[(x + 1) % p.length];
					across += p[x] * lanes[0][(x + 2) % p.length];
				}
				count += p.length;
			}
		}
		const expected = [0, 1, 0, 3, 0, 15];
		// Var(x^k) = (2k-1)!! - ((k-1)!!)^2.
		const variance = [1, 2, 15, 96, 945, 10170];
		expected.forEach((moment, k) => {
			const z = (sums[k] / count - moment) / Math.sqrt(variance[k] / count);
			expect(Math.abs(z)).toBeLessThan(4);
		});
		expect(Math.abs(neighbour) / Math.sqrt(count)).toBeLessThan(4);
		expect(Math.abs(across) / Math.sqrt(count)).toBeLessThan(4);
	});

	test("a chain's numbers do not depend on its lane", () => {
		const block = openBlock([5], local, "float32");
		block.kernel.refresh(3, 4);
		const sixth = block.momenta(2, 1);
		block.kernel.refresh(3, 6);
		expect(block.momenta(0, 1)).toEqual(sixth);
	});
});

/** By elimination with pivots. */
function determinant(rows: readonly (readonly number[])[]): number {
	const a = rows.map((row) => [...row]);
	let product = 1;
	for (let k = 0; k < a.length; k++) {
		let pivot = k;
		for (let i = k + 1; i < a.length; i++)
			if (Math.abs(a[i][k]) > Math.abs(a[pivot][k])) pivot = i;
		if (pivot !== k) {
			[a[k], a[pivot]] = [a[pivot], a[k]];
			product = -product;
		}
		product *= a[k][k];
		for (let i = k + 1; i < a.length; i++) {
			const factor = a[i][k] / a[k][k];
			for (let j = k; j < a.length; j++) a[i][j] -= factor * a[k][j];
		}
	}
	return product;
}
