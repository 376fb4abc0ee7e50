/**
 * Tests numerically what an action claims, before any work: its field space, the result of `evaluate`,
 * its symmetries and its structure. A wrong action would run without an error, and every number in its
 * record would belong to another theory.
 *
 *   const verdict = await verifyAction(action, createLattice([8, 8]));
 *   if (!verdict.ok) throw new Error(verdict.reason);
 */
import { element } from "../../core/elements.js";
import { messageOf } from "../../core/errors.js";
import { createFieldSpace, type FieldSpace } from "../../core/field-space.js";
import type { Lattice } from "../../core/lattice.js";
import { createRandom } from "../../core/random.js";
import { no, type Verdict } from "../../core/verdict.js";
import * as tf from "../../tensor/tf.js";
import type { Action } from "../action.js";
import { float64Action, roundingOf } from "../float64-action.js";
import { geometryOf } from "../manifolds/registry.js";
import { findComponentAxis } from "./couplings.js";
import { transformationsOf } from "./symmetries.js";

/** @param lattice the one that the action was created for */
export async function verifyAction(
	action: Action,
	lattice: Lattice,
): Promise<Verdict> {
	const { name } = action;
	try {
		verifySpace(action.space, lattice);
		await verifyValues(action);
		const random = createRandom("verify").fork("couplings");
		const axis = await findComponentAxis(action, random);
		return axis === undefined
			? { ok: true }
			: no(`the action ${name}: ${axis}`);
	} catch (error) {
		return no(`the action ${name}: ${messageOf(error)}`);
	}
}

/** @throws Error with a sentence */
function verifySpace(space: FieldSpace, lattice: Lattice): void {
	const list = (shape: readonly number[]) => `[${shape.join(", ")}]`;
	const own = space.lattice.shape;
	if (String(own) !== String(lattice.shape))
		throw new Error(
			`its lattice is ${list(own)}, and ${list(lattice.shape)} was asked for`,
		);
	const expected = createFieldSpace(space);
	for (const key of ["shape", "size"] as const)
		if (String(space[key]) !== String(expected[key]))
			throw new Error(
				`its space has ${key} ${JSON.stringify(space[key])}, expected ${JSON.stringify(expected[key])}: make it with createFieldSpace`,
			);
}

/** @throws Error with a sentence */
async function verifyValues(action: Action): Promise<void> {
	const { space, symmetries, structure } = action;
	const random = createRandom("verify");
	const draw = (label: string) => {
		const fields = new Float64Array(space.size);
		geometryOf(space).uniform(random.fork(label), fields, space.components);
		return fields;
	};
	const [one, two] = [draw("one"), draw("two")];
	const [beside] = await valuesOf(action, [one, two]);
	const [alone] = await valuesOf(action, [one]);
	if (beside === undefined || alone === undefined)
		throw new Error("evaluate gives no S; expected one for each configuration");
	const exact = float64Action(action);
	const tolerance = roundingOf(
		exact?.(one) ?? {
			value: beside,
			magnitude: Math.abs(beside) + space.size,
		},
		space.size,
	);
	const differ = (a: number, b: number) => Math.abs(a - b) > 2 * tolerance;
	if (differ(alone, beside))
		throw new Error(
			`S of a configuration depends on the others in its batch: ${alone} alone, ${beside} beside another`,
		);
	if (exact !== undefined && differ(beside, exact(one).value))
		throw new Error(
			`evaluate gives S = ${beside} where its structure ${structure?.kind} gives ${exact(one).value}`,
		);
	const transformed = [...symmetries].flatMap((symmetry) =>
		transformationsOf(symmetry, space, random.fork(symmetry)).map(
			(transformation) => ({ symmetry, ...transformation }),
		),
	);
	for (const { symmetry, label, apply } of transformed) {
		const value = element(await valuesOf(action, [apply(one)]), 0);
		if (differ(value, beside))
			throw new Error(
				`it states the symmetry ${symmetry}, and S goes from ${beside} to ${value} when ${label}`,
			);
	}
}

/**
 * S of each configuration as `evaluate` gives it.
 * @throws Error with a sentence where that is not one finite number for each
 */
async function valuesOf(
	action: Action,
	configurations: readonly Float64Array[],
): Promise<readonly number[]> {
	const { space } = action;
	const count = configurations.length;
	const fields = new Float32Array(count * space.size);
	configurations.forEach((values, i) => {
		fields.set(values, i * space.size);
	});
	const result = tf.tidy(() =>
		action.evaluate(tf.tensor(fields, [count, ...space.shape])),
	);
	const shape: unknown = (result as tf.Tensor | undefined)?.shape;
	if (String(shape) !== String([count]))
		throw new Error(
			`evaluate returns ${Array.isArray(shape) ? `shape [${shape.join(", ")}]` : String(result)} for ${count} configurations, expected [${count}]`,
		);
	const values = Array.from(await result.data());
	result.dispose();
	const bad = values.find((value) => !Number.isFinite(value));
	if (bad !== undefined)
		throw new Error(`evaluate gives S = ${bad} for a random configuration`);
	return values;
}
