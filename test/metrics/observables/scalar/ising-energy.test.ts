import { test } from "vitest";
import { shifted } from "../../../../core/lattice.js";
import { isingEnergy } from "../../../../metrics/observables/scalar/ising-energy.js";
import { equalsFormula, mean } from "../support.js";

test("the mean over sites and directions of the product of neighbours", () => {
	equalsFormula(isingEnergy, ({ phi, lattice }) =>
		mean(
			lattice.shape.map((_, mu) =>
				mean(phi.map((value, x) => value * phi[shifted(lattice, x, mu, 1)])),
			),
		),
	);
});
