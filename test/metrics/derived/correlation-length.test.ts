import { expect, test } from "vitest";
import { freeField } from "../../../actions/scalar/free-field.js";
import { createLattice } from "../../../core/lattice.js";
import { correlationLength } from "../../../metrics/derived/correlation-length.js";
import { appliesTo } from "../../../metrics/quantity.js";

test("the second-moment correlation length of unequal extents averages over directions", () => {
	const lattice = createLattice([4, 6, 1]);
	const action = freeField.create(lattice, { m2: 0.7 });
	const quantity = correlationLength.of(action);
	expect(quantity.needs).toEqual(["twoPoint0", "twoPointK1:0", "twoPointK1:1"]);
	const propagator = (extent: number) =>
		1 / (2 * (0.7 + 4 * Math.sin(Math.PI / extent) ** 2));
	// On the free field xi = 1/m in every direction.
	expect(quantity.value([1 / 1.4, propagator(4), propagator(6)])).toBeCloseTo(
		1 / Math.sqrt(0.7),
		12,
	);
	expect(
		appliesTo(
			correlationLength,
			freeField.create(createLattice([1]), { m2: 1 }),
		),
	).toEqual({ ok: false, reason: "the lattice has a single site" });
});
