// What every observable promises. The formula of each is tested beside it, in test/metrics/observables/.
import { describe, expect, test } from "vitest";
import { createLattice } from "../../core/lattice.js";
import type { Observable } from "../../metrics/observable.js";
import { appliesTo } from "../../metrics/quantity.js";
import { measurableNames, observables } from "../../metrics/registry.js";
import { randomFields, standIns, transformations } from "./stand-ins.js";

const shapes = [[1], [5], [4, 4], [3, 1, 2], [2, 2, 2]];

test("names are words, and no two are equal", () => {
	const names = measurableNames();
	expect(new Set(names).size).toBe(names.length);
	for (const name of names) expect(name).toMatch(/^[A-Za-z][A-Za-z0-9]*$/);
});

test.each(observables)("$name duplicates observables that exist", (one) => {
	const others = observables.filter((other) => other !== one);
	for (const name of one.duplicates ?? [])
		expect(others.map((other) => other.name)).toContain(name);
});

/** Some action, by name, that has the observable, on each shape. */
function spacesOf(observable: Observable) {
	return shapes.flatMap((shape) =>
		standIns(createLattice(shape))
			.filter((action) => appliesTo(observable, action).ok)
			.map(({ space }) => space),
	);
}

describe.each(observables)("$name", (observable) => {
	const spaces = spacesOf(observable);
	const count = 3;
	const actions = Float64Array.of(1.5, -2, 7);

	test("is shown by a symbol and a formula", () => {
		expect(observable.symbol.trim()).not.toBe("");
		expect(observable.label.trim()).not.toBe("");
	});

	test("applies somewhere, and says why not elsewhere", () => {
		expect(spaces.length).toBeGreaterThan(0);
		for (const action of standIns(createLattice([4, 4]))) {
			const verdict = appliesTo(observable, action);
			if (!verdict.ok) expect(verdict.reason.length).toBeGreaterThan(10);
		}
	});

	test("gives one finite number for each configuration, whatever else is in the batch", () => {
		for (const space of spaces) {
			const fields = randomFields(space, count, "batch");
			const before = fields.slice();
			const values = observable.measure(fields, space, actions);
			expect(fields).toEqual(before);
			expect(values).toBeInstanceOf(Float64Array);
			expect(values).toHaveLength(count);
			expect(values.every(Number.isFinite)).toBe(true);
			for (let i = 0; i < count; i++) {
				const alone = observable.measure(
					fields.subarray(i * space.size, (i + 1) * space.size),
					space,
					actions.subarray(i, i + 1),
				);
				expect(alone[0]).toBe(values[i]);
			}
		}
	});

	test("is computed in float64 from float32 fields", () => {
		for (const space of spaces) {
			const single = Float32Array.from(randomFields(space, count, "single"));
			const values = observable.measure(single, space, actions);
			const same = observable.measure(
				Float64Array.from(single),
				space,
				actions,
			);
			expect(values).toEqual(same);
		}
	});

	test.each(observable.symmetries ?? [])("does not change under %s", (name) => {
		for (const space of spaces) {
			const fields = randomFields(space, count, "symmetry");
			const values = observable.measure(fields, space, actions);
			for (const transform of transformations(name, space)) {
				const moved = observable.measure(transform(fields), space, actions);
				for (let i = 0; i < count; i++)
					expect(Math.abs(moved[i] - values[i])).toBeLessThan(
						1e-11 * (1 + Math.abs(values[i])),
					);
			}
		}
	});
});
