import { test } from "vitest";
import {
	twoPoint0,
	twoPointK1,
} from "../../../../metrics/observables/scalar/two-point.js";
import { equalsFormula, mean } from "../support.js";

test("the propagator at momentum zero is V m^2", () => {
	equalsFormula(twoPoint0, ({ phi }) => phi.length * mean(phi) ** 2);
});

test("the propagator at the lowest momentum is a Fourier sum, averaged over directions", () => {
	equalsFormula(twoPointK1, ({ phi, lattice }) =>
		mean(
			lattice.shape.map((extent, mu) => {
				let real = 0;
				let imaginary = 0;
				phi.forEach((value, x) => {
					const at = Math.floor(x / lattice.strides[mu]) % extent;
					const angle = (2 * Math.PI * at) / extent;
					real += value * Math.cos(angle);
					imaginary -= value * Math.sin(angle);
				});
				return (real ** 2 + imaginary ** 2) / phi.length;
			}),
		),
	);
});
