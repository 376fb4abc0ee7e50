// What actions/action.ts promises, of every registered action: S is what its structure and symmetries say,
// and its gradient is that of S.
import { describe, expect, test } from "vitest";
import { geometryOf } from "../../actions/manifolds/registry.js";
import { verifyAction } from "../../actions/verify/verify.js";
import { createRandom, fillNormal } from "../../core/random.js";
import { builtin } from "../../suites/catalogue.js";
import * as tf from "../../tensor/tf.js";
import { openTestBackend } from "../support/backend.js";
import {
	onLattices,
	parametersOf,
	registeredActions,
} from "../support/registered-actions.js";

await openTestBackend();

test("names are unique", () => {
	expect(builtin.actions.size).toBe(registeredActions.length);
});

describe.each(registeredActions)("$name", (definition) => {
	const parameters = parametersOf(definition);

	test("says what it is", () => {
		expect(definition.label.length).toBeGreaterThan(5);
		expect(definition.reference.length).toBeGreaterThan(2);
		expect(
			definition.parameters.safeParse({ ...(parameters as object), noSuch: 1 })
				.success,
		).toBe(false);
	});

	/** An action may be defined in some dimensions only. */
	const actions = onLattices(definition, [[5], [4, 4], [3, 4], [2, 3, 4]]);

	test("is defined on some lattice", () => {
		expect(actions.length).toBeGreaterThan(0);
	});

	describe.each(actions)("on $shape", ({ lattice, action }) => {
		test("is called as its definition", () => {
			expect(action.name).toBe(definition.name);
			expect(action.parameters).toEqual(parameters);
		});

		test("S is finite, independent of the batch, and has the structure and the symmetries that are stated", async () => {
			expect(await verifyAction(action, lattice)).toEqual({ ok: true });
		});

		test("the gradient is the slope of S along its manifold", async () => {
			const { space } = action;
			const geometry = geometryOf(space);
			const random = createRandom("gradient");
			const host = new Float64Array(space.size);
			geometry.uniform(random.fork("fields"), host, space.components);
			const elements = space.size / space.components;
			const length = elements * geometry.momentumSize(space.components);
			const normals = fillNormal(random.fork("p"), new Float64Array(length));
			geometry.momenta(host, normals, space.components);
			const fields = tf.tensor(Float32Array.from(host), [1, ...space.shape]);
			const tangent = tf.tidy(() =>
				geometry.tangent(
					fields,
					tf.grad((x: tf.Tensor) => tf.sum(action.evaluate(x)))(fields),
				),
			);
			const slopes = Float64Array.from(await tangent.data());
			const momenta = tf.tensor(Float32Array.from(normals), tangent.shape);
			const at = async (time: number): Promise<number> => {
				const value = tf.tidy(() =>
					tf.sum(action.evaluate(geometry.drift(fields, momenta, time).fields)),
				);
				const [S] = await value.data();
				value.dispose();
				return S;
			};
			// Fourth order in h; S carries rounding of its float32 terms, and so does the quotient, 1 / h times.
			const h = 1 / 32;
			const values = [
				await at(-2 * h),
				await at(-h),
				await at(h),
				await at(2 * h),
			];
			const [a, b, c, d] = values;
			const slope = (a - 8 * b + 8 * c - d) / (12 * h);
			const along = slopes.reduce((sum, g, i) => sum + g * normals[i], 0);
			const size = slopes.reduce(
				(sum, g, i) => sum + Math.abs(g * normals[i]),
				0,
			);
			const rounding = (64 * 2 ** -24 * Math.abs(c)) / h;
			expect(Math.abs(along - slope)).toBeLessThan(rounding + 1e-3 * size);
			// A slope that is small against its terms would prove little.
			expect(Math.abs(slope)).toBeGreaterThan(10 * rounding);
			tf.dispose([fields, tangent, momenta]);
		});
	});
});
