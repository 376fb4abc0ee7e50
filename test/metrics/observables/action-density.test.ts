import { expect, test } from "vitest";
import { createFieldSpace } from "../../../core/field-space.js";
import { createLattice } from "../../../core/lattice.js";
import { actionDensity } from "../../../metrics/observables/action-density.js";
import { equalsFormula } from "./support.js";

test("S / V", () => {
	equalsFormula(actionDensity, ({ lattice, action }) => action / lattice.sites);
});

test("V counts sites, not numbers", () => {
	const space = createFieldSpace({
		lattice: createLattice([2, 3]),
		per: "link",
		manifold: "SU2",
	});
	const fields = new Float64Array(space.size);
	expect([
		...actionDensity.measure(fields, space, Float64Array.of(12)),
	]).toEqual([2]);
});
