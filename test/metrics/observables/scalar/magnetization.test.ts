import { test } from "vitest";
import {
	absMagnetization,
	magnetization,
	magnetization2,
	magnetization4,
} from "../../../../metrics/observables/scalar/magnetization.js";
import { equalsFormula, mean } from "../support.js";

test("the mean field, its modulus and its even powers", () => {
	equalsFormula(magnetization, ({ phi }) => mean(phi));
	equalsFormula(absMagnetization, ({ phi }) => Math.abs(mean(phi)));
	equalsFormula(magnetization2, ({ phi }) => mean(phi) ** 2);
	equalsFormula(magnetization4, ({ phi }) => mean(phi) ** 4);
});
