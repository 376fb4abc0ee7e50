/** Observables and identities of unit vectors, against their formulas written out. */
import { expect, test } from "vitest";
import { float64Action } from "../../../../actions/float64-action.js";
import { geometryOf } from "../../../../actions/manifolds/registry.js";
import { spins } from "../../../../actions/spin/o-n.js";
import {
	coordinate,
	createLattice,
	shifted,
} from "../../../../core/lattice.js";
import { createRandom } from "../../../../core/random.js";
import type { Observable } from "../../../../metrics/observable.js";
import { isingEnergy } from "../../../../metrics/observables/scalar/ising-energy.js";
import {
	absMagnetization,
	magnetization2,
	magnetization4,
} from "../../../../metrics/observables/scalar/magnetization.js";
import { twoPointK1 } from "../../../../metrics/observables/scalar/two-point.js";
import { topologicalCharge } from "../../../../metrics/observables/topological-charge.js";
import { identitiesOf } from "../../../../metrics/registry.js";

const beta = 1.3;
const n = 3;
const action = spins.create(createLattice([4, 5]), { beta, n });
const { space } = action;
const { lattice } = space;
const { sites } = lattice;
const fields = new Float64Array(2 * space.size);
geometryOf(space).uniform(createRandom("spins"), fields, n);
const s = (x: number) =>
	fields.subarray(space.size + x * n, space.size + (x + 1) * n);
const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
	Array.from(a).reduce((sum, value, k) => sum + value * b[k], 0);
const all = Array.from({ length: sites }, (_, x) => x);
const sum = (term: (x: number) => number) =>
	all.reduce((total, x) => total + term(x), 0);
const value = (observable: Observable) =>
	observable.measure(fields, space, new Float64Array(2))[1];

test("moments of m, the nearest-neighbour product and the lowest mode", () => {
	const m = [0, 1, 2].map((k) => sum((x) => s(x)[k]) / sites);
	const square = dot(m, m);
	expect(value(magnetization2)).toBeCloseTo(square, 13);
	expect(value(absMagnetization)).toBeCloseTo(Math.sqrt(square), 13);
	expect(value(magnetization4)).toBeCloseTo(square ** 2, 13);
	const bonds = [0, 1].map((mu) =>
		sum((x) => dot(s(x), s(shifted(lattice, x, mu, 1)))),
	);
	expect(value(isingEnergy)).toBeCloseTo(
		(bonds[0] + bonds[1]) / (2 * sites),
		13,
	);
	const mode = [0, 1].map((mu) =>
		sum((x) =>
			sum(
				(y) =>
					dot(s(x), s(y)) *
					Math.cos(
						(2 *
							Math.PI *
							(coordinate(lattice, x, mu) - coordinate(lattice, y, mu))) /
							lattice.shape[mu],
					),
			),
		),
	);
	expect(value(twoPointK1)).toBeCloseTo((mode[0] + mode[1]) / (2 * sites), 12);
});

test("residuals are those of finite differences on the sphere", () => {
	const S = float64Action(action);
	const own = fields.subarray(space.size);
	const h = 1e-3;
	/** f after s_x has turned by an angle towards a unit tangent. */
	const turned = (x: number, tangent: readonly number[], angle: number) => {
		const out = own.slice();
		for (let k = 0; k < n; k++)
			out[x * n + k] =
				Math.cos(angle) * own[x * n + k] + Math.sin(angle) * tangent[k];
		return S?.(out).value ?? Number.NaN;
	};
	let force = 0;
	for (const x of all) {
		const [a, b, c] = s(x);
		const length = Math.hypot(a, b);
		const first = [-b / length, a / length, 0];
		const second = [-(c * a) / length, -(c * b) / length, length];
		for (const tangent of [first, second]) {
			const [p, q, here, r, t] = [-2, -1, 0, 1, 2].map((k) =>
				turned(x, tangent, k * h),
			);
			const slope = (p - 8 * q + 8 * r - t) / (12 * h);
			const bend = (-p + 16 * q - 30 * here + 16 * r - t) / (12 * h * h);
			force += (slope ** 2 - bend) / (beta * sites);
		}
	}
	const { names, measure } = identitiesOf(action);
	const residuals = measure(fields);
	expect(residuals[names.indexOf("force")][1]).toBeCloseTo(force, 6);
	// With t_x = s_(x+2mu): div of its tangent part is -(n - 1) s.t, its slope of S is -beta (t.h - (s.t)(s.h)).
	const distant = [0, 1].map((mu) =>
		sum((x) => {
			const t = s(shifted(lattice, x, mu, 2));
			const h = [0, 1, 2].map((k) =>
				[0, 1].reduce(
					(total, nu) =>
						total +
						s(shifted(lattice, x, nu, 1))[k] +
						s(shifted(lattice, x, nu, -1))[k],
					0,
				),
			);
			return (
				beta * (dot(t, h) - dot(s(x), t) * dot(s(x), h)) -
				(n - 1) * dot(s(x), t)
			);
		}),
	);
	expect(residuals[names.indexOf("distant")][1]).toBeCloseTo(
		(distant[0] + distant[1]) / (2 * sites),
		12,
	);
	expect(residuals[names.indexOf("rotation")][1]).toBeCloseTo(
		sum((x) => s(x)[2]) / sites,
		13,
	);
});

test("the charge of O(3) is whole, odd under reflection of the spins, and 1 for one wrapping of the sphere", () => {
	const random = new Float64Array(100 * space.size);
	geometryOf(space).uniform(createRandom("charges"), random, n);
	const none = new Float64Array(100);
	const charges = topologicalCharge.measure(random, space, none);
	expect(charges.every(Number.isInteger)).toBe(true);
	expect(new Set(charges).size).toBeGreaterThan(2);
	const flipped = topologicalCharge.measure(
		random.map((x) => -x),
		space,
		none,
	);
	charges.forEach((charge, i) => {
		expect(flipped[i]).toBe(charge === 0 ? 0 : -charge);
	});
	// A skyrmion: from south at the centre to north at the rim, once around.
	const L = 16;
	const wide = spins.create(createLattice([L, L]), { beta, n }).space;
	const skyrmion = new Float64Array(wide.size);
	for (let i = 0; i < L; i++)
		for (let j = 0; j < L; j++) {
			const [x, y] = [i - L / 2 + 0.5, j - L / 2 + 0.5];
			const theta = Math.PI * Math.max(0, 1 - Math.hypot(x, y) / (L / 2 - 1));
			const phi = Math.atan2(y, x);
			skyrmion.set(
				[
					Math.sin(theta) * Math.cos(phi),
					Math.sin(theta) * Math.sin(phi),
					Math.cos(theta),
				],
				3 * (i * L + j),
			);
		}
	expect(Math.abs(topologicalCharge.measure(skyrmion, wide, none)[0])).toBe(1);
});
