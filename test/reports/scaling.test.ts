/** Growth with the size of the lattice: the synthetic chains have tau = 0.05 L^1.9 and seconds of drawing like V. */
import { expect, test } from "vitest";
import { scaling } from "../../reports/charts/scaling.js";
import { arrange } from "../../reports/model/arrange.js";
import { syntheticRecords } from "./synthetic.js";

const layout = { width: 600, fontSize: 12, font: "sans-serif" };
const extents = [6, 8, 12, 16];

function rowOf(quantity: string) {
	const model = arrange(
		syntheticRecords({ extents, seeds: [1, 2], speed: 1e-4 }),
	);
	const content = scaling.build(model, model.sections[0], layout);
	const row = content?.table.rows.find(
		([label, name]) => label === "hmc" && name === quantity,
	);
	expect(row).toBeDefined();
	const [, , values, exponent] = row ?? [];
	const [, power, digits] = /^([−\d.]+)\((\d+)\)$/.exec(String(exponent)) ?? [];
	const decimals = (power.split(".")[1] ?? "").length;
	return {
		model,
		values: String(values),
		power: Number(power.replace("−", "-")),
		error: Number(digits) / 10 ** decimals,
	};
}

test.each([
	["τ_int", 1.9],
	["ESS / draws", -1.9],
	["seconds / ESS", 3.9],
])("the exponent of %s is %d", (quantity, expected) => {
	const { power, error } = rowOf(quantity);
	expect(error).toBeLessThan(0.2);
	expect(Math.abs(power - expected)).toBeLessThan(3 * error);
});

test("the price of an independent draw is one over the rate that ranks", () => {
	const { model, values } = rowOf("seconds / ESS");
	const first = Number(/^6: ([^;]+)/.exec(values)?.[1]);
	const row = model.sections[0].rows.find(({ label }) => label === "hmc");
	expect(first * (row?.rate?.value ?? 0)).toBeCloseTo(1, 2);
});
