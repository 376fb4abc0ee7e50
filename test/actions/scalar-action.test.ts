import { beforeAll, describe, expect, test } from "vitest";
import type { Action, Polynomial } from "../../actions/action.js";
import { freeField } from "../../actions/scalar/free-field.js";
import { phi4 } from "../../actions/scalar/phi4.js";
import { scalarAction } from "../../actions/scalar/scalar-action.js";
import { createLattice, type Lattice } from "../../core/lattice.js";
import * as tf from "../../tensor/tf.js";
import { openTestBackend } from "../support/backend.js";
import { normals, writtenOut } from "./support.js";

beforeAll(async () => {
	await openTestBackend();
});

const shapes = [
	[1],
	[2],
	[5],
	[2, 2],
	[3, 4],
	[6, 1],
	[2, 3, 4],
	[3, 3, 3],
	[2, 1, 2, 3],
];

async function composed(
	action: Action,
	fields: Float64Array,
	batch: number,
): Promise<number[]> {
	const values = tf.tidy(() =>
		action.evaluate(
			tf.tensor(Float32Array.from(fields), [
				batch,
				...action.space.lattice.shape,
			]),
		),
	);
	const numbers = [...(await values.data())];
	values.dispose();
	return numbers;
}

/** Sum of the magnitudes of the terms: what float32 rounding is relative to. */
function magnitude(local: Polynomial, lattice: Lattice, fields: Float64Array) {
	return writtenOut(
		{
			kinetic: Math.abs(local.kinetic),
			potential: local.potential.map(Math.abs),
		},
		lattice,
		fields.map((phi) => Math.abs(phi) + 1),
	);
}

describe.each(shapes)("scalar actions on %j", (...shape) => {
	const lattice = createLattice(shape);
	const locals: readonly Polynomial[] = [
		{ kinetic: 1, potential: [0, 0, -4, 0, 7] },
		{ kinetic: 0.5, potential: [0.3, -0.2, 0.5, 0.1, 0.2, 0, 0.05] },
	];

	test.each(locals)(
		"evaluate is the sum over sites and links",
		async (local) => {
			const action = scalarAction("test", lattice, {}, local);
			const fields = normals("S", 3 * lattice.sites);
			(await composed(action, fields, 3)).forEach((value, i) => {
				const field = fields.subarray(
					i * lattice.sites,
					(i + 1) * lattice.sites,
				);
				const exact = writtenOut(local, lattice, field);
				expect(Math.abs(value - exact)).toBeLessThan(
					8 * 2 ** -24 * magnitude(local, lattice, field),
				);
			});
		},
	);

	test.each(locals)(
		"the gradient agrees with finite differences",
		async (local) => {
			const action = scalarAction("test", lattice, {}, local);
			const fields = normals("grad", lattice.sites);
			const gradient = tf.tidy(() =>
				tf.grad((x: tf.Tensor) => tf.sum(action.evaluate(x)))(
					tf.tensor(Float32Array.from(fields), [1, ...shape]),
				),
			);
			const values = await gradient.data();
			const h = 1e-3;
			for (let x = 0; x < lattice.sites; x++) {
				const at = (steps: number) => {
					const moved = fields.slice();
					moved[x] += steps * h;
					return writtenOut(local, lattice, moved);
				};
				// Fourth order in float64: exact to 1e-11 here; what remains is float32 of the ops.
				const slope = (at(-2) - 8 * at(-1) + 8 * at(1) - at(2)) / (12 * h);
				const scale = 50 * (1 + Math.abs(fields[x])) ** 5;
				expect(Math.abs(values[x] - slope)).toBeLessThan(
					8 * 2 ** -24 * (Math.abs(slope) + scale),
				);
			}
		},
	);
});

test("a direction of two sites counts its link twice, one of one site not at all", async () => {
	const fields = Float64Array.of(1, 4);
	const pair = phi4.create(createLattice([2]), { m2: 0.5, lambda: 0 });
	expect((await composed(pair, fields, 1))[0]).toBeCloseTo(2 * 9 + 0.5 * 17, 4);
	const flat = phi4.create(createLattice([2, 1]), { m2: 0.5, lambda: 0 });
	expect((await composed(flat, fields, 1))[0]).toBeCloseTo(2 * 9 + 0.5 * 17, 4);
});

describe("symmetries", () => {
	test("are those of the shape and the potential", () => {
		const square = phi4.create(createLattice([4, 4]), { m2: 1, lambda: 1 });
		expect([...square.symmetries].sort()).toEqual([
			"hypercubic",
			"signFlip",
			"translation",
		]);
		const tilted = scalarAction(
			"odd",
			createLattice([4, 3]),
			{},
			{
				kinetic: 1,
				potential: [0, 0.1, 1],
			},
		);
		expect([...tilted.symmetries]).toEqual(["translation"]);
	});
});

describe("parameters", () => {
	test("a density that cannot be normalised is refused", () => {
		expect(phi4.parameters.safeParse({ m2: -1, lambda: 0 }).success).toBe(
			false,
		);
		expect(phi4.parameters.safeParse({ m2: -1, lambda: -1 }).success).toBe(
			false,
		);
		expect(phi4.parameters.safeParse({ m2: 1, lambda: 0 }).success).toBe(true);
		expect(freeField.parameters.safeParse({ m2: 0 }).success).toBe(false);
	});
});
