/** S and its gradient on the host, by loops and by automatic differentiation. */
import { expect, test } from "vitest";
import type { Action } from "../../actions/action.js";
import { float64Action } from "../../actions/float64-action.js";
import { hostEvaluation } from "../../actions/host-evaluation.js";
import { scalarAction } from "../../actions/scalar/scalar-action.js";
import { createLattice } from "../../core/lattice.js";
import { createRandom, fillNormal } from "../../core/random.js";
import { openTestBackend } from "../support/backend.js";
import { twoComponent } from "../support/two-component-action.js";

await openTestBackend();

const lattice = createLattice([3, 2]);
const polynomial = scalarAction(
	"odd",
	lattice,
	{},
	{
		kinetic: 0.7,
		potential: [0.3, -0.2, 1.1, 0.4, 0.5, 0, 0.1],
	},
);
const { structure: _, ...opaque } = polynomial;
const actions: readonly (readonly [string, Action, number])[] = [
	["polynomial", polynomial, 1e-7],
	["automatic differentiation", opaque, 2e-3],
	["two components", twoComponent.create(lattice, { m2: -1, lambda: 2 }), 2e-3],
];

test.each(actions)(
	"%s: slopes are finite differences of S",
	async (_name, action, tolerance) => {
		const { size } = action.space;
		const fields = fillNormal(createRandom("host"), new Float64Array(2 * size));
		const { values, gradient } = hostEvaluation(action);
		const slopes = new Float64Array(2 * size);
		const s = await gradient(fields, slopes);
		const again = await values(fields);
		const direct = float64Action(action);
		for (const [i, value] of s.entries()) {
			expect(Math.abs(value - again[i])).toBeLessThan(1e-4);
			if (direct === undefined) continue;
			const exact = direct(fields.subarray(i * size, (i + 1) * size));
			for (const sum of [value, again[i]])
				expect(Math.abs(sum - exact.value)).toBeLessThan(
					1e-14 * exact.magnitude,
				);
		}
		const step = tolerance < 1e-5 ? 1e-5 : 1e-2;
		for (let i = 0; i < 2 * size; i++) {
			const shifted = async (sign: number) => {
				const moved = fields.slice();
				moved[i] += sign * step;
				return (await values(moved)).reduce((sum, value) => sum + value, 0);
			};
			const difference =
				((await shifted(1)) - (await shifted(-1))) / (2 * step);
			expect(Math.abs(slopes[i] - difference)).toBeLessThan(
				tolerance * (1 + 10 * Math.abs(difference)),
			);
		}
	},
);
