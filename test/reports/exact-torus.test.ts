/** The law of the charge and the area law, from exact draws of U(1) links to the pictures. */
import { expect, test } from "vitest";
import { chargeDistribution } from "../../actions/gauge/exact/charge.js";
import { torusOf } from "../../actions/gauge/exact/expectations.js";
import { u1 } from "../../actions/gauge/u1.js";
import { element } from "../../core/elements.js";
import { createLattice } from "../../core/lattice.js";
import { createRandom } from "../../core/random.js";
import { evaluate, Measurements } from "../../metrics/cell/evaluate.js";
import { checks } from "../../metrics/checks/checks.js";
import { areaLaw, chargeLaw } from "../../reports/charts/exact-torus.js";
import { fontFamily } from "../../reports/draw/fonts.js";
import { drawn } from "../../reports/figures/drawn.js";
import { arrange } from "../../reports/model/arrange.js";
import { exact2d } from "../../samplers/exact-2d/exact-2d.js";
import { drawOf } from "../samplers/links/support.js";
import { openTestBackend } from "../support/backend.js";
import { syntheticRecords } from "./synthetic.js";

await openTestBackend();

const beta = 2;
const lattice = createLattice([6, 6]);
const action = u1.create(lattice, { beta });
const layout = { width: 1000, fontSize: 32, font: fontFamily };

const measurements = new Measurements(action);
measurements.add(await drawOf(exact2d, action, {}, 600));
const found = checks(evaluate(measurements, createRandom(1)), action);
const [record] = syntheticRecords({ seeds: [1], extents: [6] });
const model = arrange([{ ...element([record], 0), checks: found }]);
const section = element(model.sections, 0);

/** What the picture holds: x, y and ends of the error bar of each row. */
function rowsOf(chart: typeof areaLaw) {
	const content = chart.build(model, section, layout);
	if (content === undefined) throw new Error(`no ${chart.name}`);
	const { columns, rows } = drawn(content, model.samplers);
	const [x, y] = content === undefined ? [] : columns.slice(1, 3);
	const at = (name: string | undefined) => columns.indexOf(name ?? "");
	return rows.map((row) => ({
		exact: row[at("sampler")] === "exact",
		x: Number(row[at(x)]),
		y: Number(row[at(y)]),
		low: Number(row[at("low")]),
		high: Number(row[at("high")]),
	}));
}

test("checks of charges state the frequency and its probability", () => {
	const check = Object.entries(found).find(([name]) =>
		name.startsWith("pQ:1 ("),
	)?.[1];
	const p = 2 * element([...chargeDistribution(beta, lattice.sites)], 1);
	expect(check?.reference).toEqual({ value: p, error: 0 });
	const { value = Number.NaN, error = 0 } = check?.measured ?? {};
	expect(Math.abs(value - p)).toBeLessThan(5 * error);
	expect(error).toBeGreaterThan(0);
});

test("the law of the charge is drawn beside the exact one", () => {
	const rows = rowsOf(chargeLaw);
	const law = [...chargeDistribution(beta, lattice.sites)];
	const exact = rows.filter((row) => row.exact);
	expect(exact.length).toBeGreaterThan(1);
	for (const { x, y } of exact)
		expect(y).toBeCloseTo((x === 0 ? 1 : 2) * element(law, x), 12);
	const measured = rows.filter((row) => !row.exact);
	expect(measured).toHaveLength(exact.length);
	for (const { x, y, low, high } of measured) {
		const known = exact.find((row) => Math.abs(row.x - x) < 0.3)?.y ?? 0;
		expect(Math.abs(y - known)).toBeLessThan(5 * ((high - low) / 2));
	}
});

test("loops are drawn by their area, and the exact ones are those of the torus", () => {
	const exact = rowsOf(areaLaw).filter((row) => row.exact);
	const solved = torusOf({ group: "U1", beta }, lattice);
	expect(exact.map(({ x }) => x)).toEqual([1, 2, 3, 4, 6, 9, 12, 16]);
	for (const { x, y } of exact) expect(y).toBeCloseTo(solved?.loop(x) ?? 0, 12);
});
