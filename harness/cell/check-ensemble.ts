/**
 * Checks that the harness can measure what a sampler returned, and gives the reason if not. Modules of users
 * are not type-checked.
 */
import type { Ensemble } from "../../core/ensemble.js";
import { describeSpace, type FieldSpace } from "../../core/field-space.js";
import { allFinite } from "../../core/finite.js";
import { offManifold } from "./on-manifold.js";

/**
 * Log weights may be -infinity: such a draw has no weight.
 * @param space space of the action that is sampled
 * @throws Error with a sentence that names the wrong part
 */
export function checkEnsemble(
	ensemble: Ensemble,
	asked: number,
	space: FieldSpace,
): void {
	// The types promise more than a module may keep.
	const given: unknown = ensemble;
	if (typeof given !== "object" || given === null)
		throw wrong(`${kindOf(given)} instead of an ensemble`);
	const { count, fields, action, structure } = ensemble;
	if (!Number.isInteger(count) || count < 1)
		throw wrong(
			`count = ${String(count)}; expected the number of configurations`,
		);
	if (count < asked)
		throw wrong(`${count} configurations where ${asked} were asked for`);
	checkSpace(ensemble.space, space);
	checkArray(
		"fields",
		fields,
		count * space.size,
		[Float32Array, Float64Array],
		`count x ${space.size} (${describeSpace(space)} on ${space.lattice.shape.join(" x ")})`,
	);
	checkFinite("fields", fields);
	const off = offManifold(fields, space);
	if (off !== undefined) throw wrong(off);
	checkArray("action", action, count, [Float64Array]);
	checkFinite("action", action);
	const kind: unknown = structure?.kind;
	if (structure?.kind === "weighted") {
		const { logWeights } = structure;
		checkArray("structure.logWeights", logWeights, count, [Float64Array]);
		const place = logWeights.findIndex((value) => !(value < Infinity));
		if (place >= 0)
			throw wrong(
				`structure.logWeights[${place}] = ${logWeights[place]}; expected finite numbers, or -Infinity for no weight`,
			);
	} else if (structure?.kind === "chains") {
		const { chains, accepted, energyChange } = structure;
		if (!Number.isInteger(chains) || chains < 1 || count % chains !== 0)
			throw wrong(
				`structure.chains = ${String(chains)} for ${count} configurations; expected a number that divides them`,
			);
		if (accepted !== null)
			checkArray("structure.accepted", accepted, count, [Uint8Array]);
		if (energyChange !== undefined)
			checkArray("structure.energyChange", energyChange, count, [Float64Array]);
	} else {
		throw wrong(
			`structure.kind = ${JSON.stringify(kind)}; expected "chains" or "weighted"`,
		);
	}
}

type ArrayType = typeof Float32Array | typeof Float64Array | typeof Uint8Array;

function checkArray(
	name: string,
	value: ArrayLike<number>,
	length: number,
	types: readonly ArrayType[],
	why = "one for each configuration",
): void {
	if (!types.some((type) => (value as unknown) instanceof type))
		throw wrong(
			`${name} as ${kindOf(value)}; expected ${types.map(({ name }) => `a ${name}`).join(" or ")}`,
		);
	if (value.length !== length)
		throw wrong(
			`${value.length} numbers as ${name}; expected ${length}, ${why}`,
		);
}

function checkFinite(name: string, values: ArrayLike<number>): void {
	const list = values as Float64Array;
	if (allFinite(list)) return;
	const place = list.findIndex((value) => !Number.isFinite(value));
	throw wrong(`${name}[${place}] = ${list[place]}; expected finite numbers`);
}

function checkSpace(given: FieldSpace, space: FieldSpace): void {
	const shape: unknown = (given as FieldSpace | undefined)?.shape;
	if (Array.isArray(shape) && shape.join() === space.shape.join()) return;
	throw wrong(
		`space.shape = ${JSON.stringify(shape)}; expected that of the action, [${space.shape.join(", ")}]`,
	);
}

function wrong(what: string): Error {
	return new Error(`the sampler returned ${what}`);
}

/** "a plain array", "a Float32Array", "undefined", ... */
function kindOf(value: unknown): string {
	if (value === undefined || value === null) return String(value);
	if (Array.isArray(value)) return "a plain array";
	const name = typeof value === "object" ? value.constructor?.name : undefined;
	return `a ${name ?? typeof value}`;
}
