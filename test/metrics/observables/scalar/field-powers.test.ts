import { test } from "vitest";
import {
	phi2,
	phi4,
} from "../../../../metrics/observables/scalar/field-powers.js";
import { equalsFormula, mean } from "../support.js";

test("phi2 is the mean of the squares", () => {
	equalsFormula(phi2, ({ phi }) => mean(phi.map((value) => value ** 2)));
});

test("phi4 is the mean of the fourth powers", () => {
	equalsFormula(phi4, ({ phi }) => mean(phi.map((value) => value ** 4)));
});
