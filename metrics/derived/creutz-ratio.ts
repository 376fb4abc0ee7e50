/**
 * Creutz's ratio of the smallest loops, chi(2, 2) = -ln(W_22 W_11 / W_12^2) (M. Creutz, Phys. Rev. Lett. 45
 * (1980) 313). It is the string tension in units of the lattice spacing, up to effects of the spacing, and
 * exact on an infinite lattice in two dimensions.
 */
import { fits, gaugeDerived } from "../observables/gauge/link-observable.js";
import { rectangleColumn } from "../observables/gauge/rectangles.js";
import type { Derived } from "./derived.js";

export const creutzRatio2: Derived = gaugeDerived({
	name: "creutzRatio2",
	symbol: "χ(2,2)",
	label: "−ln(W₂ₓ₂ W₁ₓ₁ / W₁ₓ₂²)",
	applies: fits(2),
	of: () => ({
		needs: ["wilsonLoop2x2", "plaquette", rectangleColumn],
		value: ([square = 0, plaquette = 0, rectangle = 0]) =>
			-Math.log((square * plaquette) / rectangle ** 2),
	}),
});
