/** Exact answers of two-dimensional gauge theories: digits of an independent computation, and limits. */
import { describe, expect, test } from "vitest";
import { scaledBessel } from "../../../actions/gauge/exact/bessel.js";
import {
	chargeDistribution,
	chargeVariance,
} from "../../../actions/gauge/exact/charge.js";
import {
	exactExpectations,
	torusOf,
} from "../../../actions/gauge/exact/expectations.js";
import { geometryOf } from "../../../actions/manifolds/registry.js";
import { createFieldSpace } from "../../../core/field-space.js";
import { createLattice } from "../../../core/lattice.js";
import { createRandom } from "../../../core/random.js";

type Group = "U1" | "SU2" | "SU3";

/** L, beta, log Z / V, plaquette, loops of 4 and 9 plaquettes, <Q^2>: computed with 40 digits by other programs. */
// biome-ignore format: a table
const abelian: readonly (readonly number[])[] = [
	[4, 1, .2359146692, .4463939120, .0397685528, .0042355871, .65009779],
	[4, 2, .8243870786, .6992519268, .2489227307, .1190116165, .29063611],
	[4, 8, 6.0917621243, .9394291156, .8185247832, .7687056994, .00022513],
	[8, 1, .2359143585, .4463899659, .0397061424, .0007037685, 2.60071911],
	[8, 2, .8239935415, .6977746580, .2370613596, .0392136042, 1.23929891],
	[8, 8, 6.0585287588, .9354770909, .7680885729, .5594192873, .16777101],
	[8, 10, 7.9440042715, .9489569239, .8144440139, .6413136548, .09749255],
	[16, 1, .2359143585, .4463899659, .0397061424, .0007037685, 10.40287644],
	[16, 2, .8239935415, .6977746580, .2370613592, .0392136017, 4.95719568],
	[16, 8, 6.0581042557, .9352354942, .7650396197, .5473799061, .87005781],
	[16, 10, 7.9429720937, .9485998411, .8097151598, .6219392147, .68507593],
];
// biome-ignore format: a table
const su2: readonly (readonly number[])[] = [
	[4, 1.8, .3808439348, .3993725635, .0254438144, .0006635874],
	[8, 1.8, .3808439086, .3993723801, .0254397071, .0002584653],
	[16, 1.8, .3808439086, .3993723801, .0254397071, .0002584653],
	[4, 2.2, .5539348570, .4644805497, .0465691110, .0021722267],
	[8, 2.2, .5539345637, .4644790253, .0465440776, .0010062247],
	[16, 2.2, .5539345637, .4644790253, .0465440776, .0010062247],
	[4, 2.7, .8038652136, .5329805757, .0808175171, .0065237196],
	[8, 2.7, .8038625643, .5329707336, .0806888354, .0034700062],
	[16, 2.7, .8038625643, .5329707336, .0806888354, .0034700062],
	[4, 4, 1.5851676399, .6581850746, .1889940689, .0364570114],
	[8, 4, 1.5850904185, .6580472674, .1875116952, .0231373603],
	[4, 8, 4.6073880676, .8203068234, .4627860679, .2219874402],
	[8, 8, 4.6048530226, .8192494862, .4504695090, .1662476742],
	[16, 8, 4.6048529776, .8192494104, .4504686271, .1662437157],
];
// biome-ignore format: a table
const su3: readonly (readonly number[])[] = [
	[4, 4, .529918407, .27961915, .006113212, .000025300],
	[8, 4, .529918407, .27961915, .006113186, .000010450],
	[4, 5, .847056813, .35395446, .015696465, .000164559],
	[8, 5, .847056805, .35395444, .015696016, .000087202],
	[4, 6, 1.235890221, .42253206, .031877961, .000696777],
	[8, 6, 1.235890092, .42253174, .031874057, .000429273],
	[16, 6, 1.235890092, .42253174, .031874057, .000429273],
	[4, 8, 2.199724206, .53576231, .082460680, .005059279],
	[8, 8, 2.199718447, .53575399, .082387563, .003636543],
	[4, 12, 4.657415292, .67781967, .212167433, .037993012],
	[8, 12, 4.657168388, .67767204, .210900818, .030142280],
];

const rows = (
	[
		["U1", abelian, 10],
		["SU2", su2, 10],
		["SU3", su3, 9],
	] as const
).flatMap(([group, table, digits]) =>
	table.map(([L, beta, ...values]) => ({ group, digits, L, beta, values })),
);

test.each(rows)(
	"$group, L = $L, beta = $beta",
	({ group, digits, L, beta, values }) => {
		const lattice = createLattice([L, L]);
		const exact = exactExpectations(group, lattice, beta);
		const [logZ, plaquette, small, large, charge] = values;
		const agree = (
			actual: number | undefined,
			expected: number,
			places: number,
		) =>
			expect(Math.abs((actual ?? Number.NaN) - expected)).toBeLessThan(
				0.6 * 10 ** -places,
			);
		agree((exact.logZ ?? 0) / L ** 2, logZ, digits);
		agree(exact.plaquette, plaquette, group === "SU3" ? 8 : 10);
		agree(exact.wilsonLoop2x2, small, digits);
		agree(torusOf({ group, beta }, lattice)?.loop(9), large, digits);
		if (charge !== undefined) agree(exact.topologicalCharge2, charge, 8);
		expect(exact.actionDensity).toBeCloseTo(-beta * plaquette, 6);
	},
);

describe("limits and sum rules", () => {
	const groups: readonly Group[] = ["U1", "SU2", "SU3"];

	test.each(groups)("%s at beta = 0 is the Haar measure", (group) => {
		const exact = exactExpectations(group, createLattice([4, 5]), 0);
		expect(exact.logZ).toBeCloseTo(0, 12);
		expect(exact.plaquette).toBeCloseTo(0, 12);
		expect(exact.wilsonLoop3x3).toBeCloseTo(0, 12);
		expect(exact.polyakovLoop ?? 1).toBeCloseTo(1, 12);
		// Four lines, or five, independent.
		expect(exact.meanPolyakovLoop).toBeCloseTo((1 / 4 + 1 / 5) / 2, 12);
	});

	test.each(groups)("%s: the plaquette is the slope of log Z", (group) => {
		const lattice = createLattice([4, 3]);
		for (const beta of [0.3, 2.5, 9, 30]) {
			const at = (b: number) =>
				torusOf({ group, beta: b }, lattice)?.logZ ?? Number.NaN;
			const h = 1e-3 * beta;
			const [a, b, c, d] = [-2, -1, 1, 2].map((k) => at(beta + k * h));
			const slope = (a - 8 * b + 8 * c - d) / (12 * h) / lattice.sites;
			const plaquette = torusOf({ group, beta }, lattice)?.loop(1) ?? 0;
			expect(Math.abs(slope - plaquette)).toBeLessThan(3e-9);
		}
	});

	/** (N^2 - 1)/2 modes of the group for each independent plaquette, V - 1 of V. */
	test.each([
		["U1", 300, 1 / 2],
		["SU2", 300, 3 / 2],
		["SU3", 400, 4],
	] as const)(
		"%s at weak coupling: 1 - plaquette falls like 1/beta",
		(group, beta, modes) => {
			const { plaquette = 0 } = exactExpectations(
				group,
				createLattice([16, 16]),
				beta,
			);
			expect((1 - plaquette) * beta).toBeCloseTo((modes * 255) / 256, 1);
		},
	);

	test("one group element weighted by exp(beta Re tr U / N) has the mean trace of the infinite lattice", () => {
		for (const [group, beta] of [
			["U1", 1.5],
			["SU2", 2],
			["SU3", 3],
		] as const) {
			const space = createFieldSpace({
				lattice: createLattice([1]),
				manifold: group === "U1" ? "circle" : group,
			});
			const count = 40_000;
			const { components } = space;
			const geometry = geometryOf(space);
			const all = new Float64Array(count * components);
			geometry.uniform(createRandom(group), all, components);
			let [norm, mean, square] = [0, 0, 0];
			for (let i = 0; i < count; i++) {
				const one = all.subarray(i * components, (i + 1) * components);
				const trace = geometry.group?.trace(one) ?? Number.NaN;
				const weight = Math.exp(beta * trace);
				norm += weight;
				mean += weight * trace;
				square += (weight * (trace - 0.4)) ** 2;
			}
			const expected =
				torusOf({ group, beta }, createLattice([30, 30]))?.loop(1) ?? 0;
			expect(Math.abs(mean / norm - expected)).toBeLessThan(
				(4 * Math.sqrt(square)) / norm,
			);
		}
	});

	test("p(Q) is normalised and has the variance of Q", () => {
		for (const [beta, volume] of [
			[0, 9],
			[0.4, 12],
			[2, 64],
			[7, 256],
			[1, 1024],
		]) {
			const p = chargeDistribution(beta, volume);
			const moment = (power: number) =>
				p.reduce(
					(sum, share, q) => sum + (q === 0 ? 1 : 2) * share * q ** power,
					0,
				);
			expect(moment(0)).toBeCloseTo(1, 11);
			expect(moment(2) / chargeVariance(beta, volume)).toBeCloseTo(1, 9);
		}
	});

	test("three dimensions are not solved", () => {
		const lattice = createLattice([3, 3, 3]);
		expect(exactExpectations("SU3", lattice, 5)).toEqual({ thermometer: 5 });
	});
});

test("scaled Bessel functions: ascending series where it converges, and the generating function", () => {
	const series = (n: number, x: number) => {
		let term = 1;
		for (let k = 1; k <= n; k++) term *= x / 2 / k;
		let sum = term;
		for (let k = 1; k < 200; k++) {
			term *= (x * x) / 4 / (k * (n + k));
			sum += term;
		}
		return sum * Math.exp(-x);
	};
	for (const x of [0.01, 0.7, 3, 12, 40]) {
		const values = scaledBessel(x, 20);
		for (const n of [0, 1, 5, 20])
			expect(values[n] / series(n, x)).toBeCloseTo(1, 12);
	}
	// exp(x (cos phi - 1)) = sum_n exp(-x) I_n cos(n phi), far beyond the range of exp.
	const values = scaledBessel(2000, 400);
	const total = values.reduce(
		(sum, value, n) => sum + (n === 0 ? 1 : 2) * value * Math.cos(0.05 * n),
		0,
	);
	expect(total / Math.exp(2000 * (Math.cos(0.05) - 1))).toBeCloseTo(1, 10);
});
