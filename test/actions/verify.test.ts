/** Actions that are what they say, and every way not to be. */
import { describe, expect, test } from "vitest";
import type { Action, Structure, Symmetry } from "../../actions/action.js";
import { wilsonAction } from "../../actions/gauge/wilson-action.js";
import { freeField } from "../../actions/scalar/free-field.js";
import { phi4 } from "../../actions/scalar/phi4.js";
import { shiftForward } from "../../actions/shift.js";
import { spins } from "../../actions/spin/o-n.js";
import { verifyAction } from "../../actions/verify/verify.js";
import { createFieldSpace } from "../../core/field-space.js";
import { createLattice } from "../../core/lattice.js";
import * as tf from "../../tensor/tf.js";
import { openTestBackend } from "../support/backend.js";
import { mistaken } from "../support/mistaken-action.js";
import { twoComponent } from "../support/two-component-action.js";

await openTestBackend();

const verify = (action: Action, shape = action.space.lattice.shape) =>
	verifyAction(action, createLattice(shape));

const rest = (x: tf.Tensor) => [...Array(x.rank).keys()].slice(1);

/** S = sum_x [sum_mu kinetic_mu (phi_{x+mu} - phi_x)^2 + phi_x^2 / 2 + more], one real number per site. */
function lattice(
	shape: readonly number[],
	kinetic: readonly number[],
	symmetries: readonly Symmetry[] = ["translation", "signFlip"],
	more: (x: tf.Tensor) => tf.Tensor = (x) => tf.zeros([x.shape[0]]),
): Action {
	return {
		name: "mine",
		family: "scalar",
		space: createFieldSpace({ lattice: createLattice(shape) }),
		symmetries: new Set(symmetries),
		parameters: {},
		evaluate: (x) =>
			kinetic.reduce<tf.Tensor>(
				(sum, k, mu) =>
					tf.add(
						sum,
						tf.mul(
							k,
							tf.sum(tf.square(tf.sub(shiftForward(x, mu + 1), x)), rest(x)),
						),
					),
				tf.add(tf.sum(tf.div(tf.square(x), 2), rest(x)), more(x)),
			),
	};
}

describe("actions that are what they say", () => {
	const square = createLattice([4, 4]);
	const oblong = createLattice([3, 4]);
	const cube = createLattice([3, 3, 4]);
	test.each<[string, Action]>([
		...[[1], [6], [4, 4], [1, 5], [2, 3, 3], [64, 64]].map(
			(shape): [string, Action] => [
				`phi4 on ${shape.join(" x ")}`,
				phi4.create(createLattice(shape), { m2: -4, lambda: 8 }),
			],
		),
		["a free field", freeField.create(square, { m2: 1 })],
		[
			"two real components",
			twoComponent.create(square, { m2: -1, lambda: 30 }),
		],
		["unit vectors", spins.create(createLattice([4, 4]), { n: 3, beta: 1.2 })],
		["links of U(1)", wilsonAction("u1", "U1", oblong, 2)],
		["links of SU(2)", wilsonAction("su2", "SU2", square, 2)],
		["links of SU(3)", wilsonAction("su3", "SU3", square, 6)],
		["links of SU(2) in three dimensions", wilsonAction("su2", "SU2", cube, 2)],
		["no coupling in any direction", lattice([4, 4], [0, 0])],
		["no coupling where the extent is 1", lattice([1, 4, 4], [1, 1, 1])],
		["a steep anisotropy", lattice([4, 4], [1, 1e-3])],
		["one direction", lattice([4], [1])],
		[
			"fourth powers of differences alone",
			lattice([4, 4], [0, 0], ["translation"], (x) =>
				tf.add(
					tf.sum(tf.pow(tf.sub(shiftForward(x, 1), x), 4), rest(x)),
					tf.sum(tf.pow(tf.sub(shiftForward(x, 2), x), 4), rest(x)),
				),
			),
		],
	])("%s", async (_name, action) => {
		expect(await verify(action)).toEqual({ ok: true });
	});
});

describe("a component axis taken for a direction", () => {
	test.each([0.01, 1, 30])("is found at lambda = %d", async (lambda) => {
		const action = mistaken.create(createLattice([2, 4, 4]), {
			m2: -1,
			lambda,
		});
		expect(await verify(action)).toEqual({
			ok: false,
			reason:
				"the action mistaken: direction 0 of shape [2, 4, 4] couples no neighbours, and others do: is it a component axis? Then the lattice is [4, 4]; declare components: 2",
		});
	});

	test("is found in a chain, and as the last axis", async () => {
		const chain = mistaken.create(createLattice([3, 8]), { m2: 1, lambda: 1 });
		expect(await verify(chain)).toMatchObject({
			reason: expect.stringContaining(
				"the lattice is [8]; declare components: 3",
			),
		});
		expect(await verify(lattice([4, 4, 2], [1, 1, 0]))).toMatchObject({
			reason: expect.stringContaining("direction 2 of shape [4, 4, 2]"),
		});
	});
});

describe("what an action says wrongly is one sentence", () => {
	const good = lattice([4, 4], [1, 1]);
	const gauge = wilsonAction("su2", "SU2", createLattice([3, 3]), 2);
	const u1 = wilsonAction("u1", "U1", createLattice([3, 3]), 2);
	const o2 = twoComponent.create(createLattice([4, 4]), { m2: 1, lambda: 1 });
	const free = freeField.create(createLattice([4, 4]), { m2: 1 });
	const first = (x: tf.Tensor) => tf.slice(x, [0, 0, 0], [x.shape[0], 1, 4]);
	const plus =
		(action: Action, more: (x: tf.Tensor) => tf.Tensor) => (x: tf.Tensor) =>
			tf.add(action.evaluate(x), more(x));
	const structured = (structure: Structure) => ({ ...free, structure });
	test.each<[string, Action, RegExp]>([
		[
			"shape",
			{ ...good, space: { ...good.space, shape: [16] } },
			/space has shape \[16\], expected \[4,4\]/,
		],
		[
			"size",
			{ ...good, space: { ...good.space, size: 8 } },
			/space has size 8, expected 16/,
		],
		[
			"components",
			{ ...gauge, space: { ...gauge.space, components: 3 } },
			/an element of SU2 has 4 components, not 3/,
		],
		[
			"a sum over the batch",
			{ ...good, evaluate: (x) => tf.sum(x) },
			/returns shape \[\] for 2 configurations, expected \[2\]/,
		],
		["density", { ...good, evaluate: tf.square }, /returns shape \[2, 4, 4\]/],
		[
			"no tensor",
			{ ...good, evaluate: () => undefined as never },
			/returns undefined/,
		],
		[
			"not finite",
			{ ...good, evaluate: (x) => tf.sum(tf.log(x), rest(x)) },
			/S = NaN for a random configuration/,
		],
		[
			"mates",
			{
				...good,
				evaluate: (x) =>
					tf.sum(tf.square(tf.sub(x, tf.mean(x, 0, true))), rest(x)),
			},
			/depends on the others in its batch/,
		],
		[
			"no gradient",
			{
				...good,
				evaluate: (x) =>
					tf.sum(tf.round(tf.cast(tf.greater(x, 0), "float32")), rest(x)),
			},
			/evaluate has no gradient/,
		],
		[
			"translation",
			{
				...good,
				evaluate: plus(good, (x) => tf.sum(tf.square(first(x)), rest(x))),
			},
			/states the symmetry translation, and S goes from .* to .* when the fields move by one site in direction 0/,
		],
		[
			"signFlip",
			{ ...good, evaluate: plus(good, (x) => tf.mul(0.1, tf.sum(x, rest(x)))) },
			/signFlip/,
		],
		[
			"hypercubic",
			lattice([4, 4], [1, 2], ["hypercubic"]),
			/hypercubic.* directions 0 and 1 change places/,
		],
		[
			"rotation",
			{
				...o2,
				evaluate: plus(o2, (x) =>
					tf.sum(tf.square(tf.slice(x, [0, 0, 0, 0], [-1, 4, 4, 1])), rest(x)),
				),
			},
			/rotation.* all fields turn alike/,
		],
		[
			"gauge",
			{
				...gauge,
				structure: undefined,
				evaluate: plus(gauge, (x) =>
					tf.sum(tf.slice(x, [0, 0, 0, 0, 0], [-1, 2, 3, 3, 1]), rest(x)),
				),
			} as unknown as Action,
			/gauge.* undergo a gauge transformation/,
		],
		[
			"charge conjugation",
			{
				...u1,
				symmetries: new Set(["chargeConjugation"]),
				structure: undefined,
				evaluate: plus(u1, (x) => tf.sum(tf.sin(x), rest(x))),
			} as unknown as Action,
			/chargeConjugation/,
		],
		[
			"gauge of a scalar",
			{ ...good, symmetries: new Set(["gauge"]) },
			/the symmetry gauge has no meaning for one real number per site/,
		],
		[
			"polynomial",
			structured({
				kind: "scalarPolynomial",
				kinetic: 1,
				potential: [0, 0, 1.01],
			}),
			/where its structure scalarPolynomial gives/,
		],
		[
			"beta",
			{ ...gauge, structure: { kind: "wilson", group: "SU2", beta: 2.1 } },
			/where its structure wilson gives/,
		],
		[
			"spin beta",
			{
				...spins.create(createLattice([4, 4]), { n: 3, beta: 1 }),
				structure: { kind: "spin", beta: 1.1 },
			},
			/where its structure spin gives/,
		],
		[
			"structure of other fields",
			structured({ kind: "wilson", group: "U1", beta: 1 }),
			/structure wilson needs links of U1, and it has one real number per site/,
		],
		[
			"polynomial of two components",
			{
				...o2,
				structure: {
					kind: "scalarPolynomial",
					kinetic: 1,
					potential: [0, 0, 1],
				},
			},
			/needs one real number per site, and it has 2 real numbers per site/,
		],
	])("%s", async (_name, action, expected) => {
		const verdict = await verify(action);
		expect(verdict.ok).toBe(false);
		if (!verdict.ok) expect(verdict.reason).toMatch(expected);
	});

	test("another lattice than the one asked for", async () => {
		expect(await verify(good, [2, 4])).toMatchObject({
			reason:
				"the action mine: its lattice is [4, 4], and [2, 4] was asked for",
		});
	});
});
