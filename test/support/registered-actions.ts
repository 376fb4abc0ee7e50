/** Every registered action on small lattices, with parameters that its schema takes. */
import { expect } from "vitest";
import { z } from "zod";
import type { Action } from "../../actions/action.js";
import * as registry from "../../actions/registry.js";
import { createLattice, type Lattice } from "../../core/lattice.js";
import type { AnyAction } from "../../suites/catalogue.js";

export const registeredActions: readonly AnyAction[] = Object.values(registry);

/** Values of a parameter, the most usual first, before those that its bounds suggest. */
const usual = [1, 0.5, 2, 0.2, -1, 0];

const boundsSchema = z.object({
	type: z.string().optional(),
	minimum: z.number().default(Number.NEGATIVE_INFINITY),
	exclusiveMinimum: z.number().default(Number.NEGATIVE_INFINITY),
	maximum: z.number().default(Number.POSITIVE_INFINITY),
	exclusiveMaximum: z.number().default(Number.POSITIVE_INFINITY),
});

/** What the JSON Schema of one parameter lets through of the usual values, its bounds and the middle between them. */
function valuesOf(schema: unknown): readonly number[] {
	const bounds = boundsSchema.parse(schema);
	const { type, minimum, exclusiveMinimum, maximum, exclusiveMaximum } = bounds;
	const low = Math.max(minimum, exclusiveMinimum);
	const high = Math.min(maximum, exclusiveMaximum);
	return [...usual, low, high, (low + high) / 2].filter(
		(value) =>
			Number.isFinite(value) &&
			(type !== "integer" || Number.isInteger(value)) &&
			value >= minimum &&
			value > exclusiveMinimum &&
			value <= maximum &&
			value < exclusiveMaximum,
	);
}

/** Every choice of one value from each list; the first values of all lists come first. */
function* choices(
	lists: readonly (readonly number[])[],
): Generator<readonly number[]> {
	const [values, ...rest] = lists;
	if (values === undefined) yield [];
	else
		for (const value of values)
			for (const others of choices(rest)) yield [value, ...others];
}

/** @throws Error if no choice of values satisfies the schema as a whole */
export function parametersOf({ name, parameters }: AnyAction): never {
	const { properties = {} } = z.toJSONSchema(parameters, { io: "input" });
	const names = Object.keys(properties);
	for (const values of choices(Object.values(properties).map(valuesOf))) {
		const all = names.map((key, i) => [key, values[i]]);
		const parsed = parameters.safeParse(Object.fromEntries(all));
		if (parsed.success) return parsed.data as never;
	}
	throw new Error(`${name}: no parameters were found for the test`);
}

export interface Placed {
	readonly shape: readonly number[];
	readonly lattice: Lattice;
	readonly action: Action;
}

/** The action on those of the lattices on which it is defined. */
export function onLattices(
	definition: AnyAction,
	shapes: readonly (readonly number[])[],
): readonly Placed[] {
	const parameters = parametersOf(definition);
	return shapes.flatMap((shape) => {
		const lattice = createLattice(shape);
		try {
			return [
				{ shape, lattice, action: definition.create(lattice, parameters) },
			];
		} catch (error) {
			expect(error).toBeInstanceOf(RangeError);
			return [];
		}
	});
}
