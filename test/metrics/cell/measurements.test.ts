import { describe, expect, test } from "vitest";
import { freeField } from "../../../actions/scalar/free-field.js";
import { createLattice } from "../../../core/lattice.js";
import { createRandom, fillNormal } from "../../../core/random.js";
import { evaluate } from "../../../metrics/cell/evaluate.js";
import { Measurements } from "../../../metrics/cell/measurements.js";
import { measurableNames, observablesFor } from "../../../metrics/registry.js";
import {
	actionValues,
	weightedEnsemble,
} from "../../core/statistics/support.js";
import { randomFields, standIns } from "../stand-ins.js";

describe("measuring in blocks", () => {
	const action = freeField.create(createLattice([2, 3]), { m2: 1 });
	const { sites } = action.space.lattice;

	test("each chain continues where its last block ended", () => {
		const measurements = new Measurements(action);
		// Field value = 100 chain + time; two blocks of lengths 2 and 3, three chains.
		let time = 0;
		for (const length of [2, 3]) {
			const fields = new Float64Array(3 * length * sites);
			for (let c = 0; c < 3; c++) {
				for (let i = 0; i < length; i++) {
					fields.fill(
						100 * c + time + i,
						(c * length + i) * sites,
						(c * length + i + 1) * sites,
					);
				}
			}
			time += length;
			measurements.add({
				space: action.space,
				count: 3 * length,
				fields,
				action: actionValues(action, fields),
				structure: {
					kind: "chains",
					chains: 3,
					accepted: new Uint8Array(3 * length).fill(time === 2 ? 1 : 0),
				},
			});
		}
		const series = measurements.series();
		expect(series.count).toBe(15);
		// The means of constant fields carry rounding of the division.
		expect(Array.from(series.columns.magnetization, Math.round)).toEqual([
			0, 1, 2, 3, 4, 100, 101, 102, 103, 104, 200, 201, 202, 203, 204,
		]);
		expect([...(series.accepted ?? [])]).toEqual([
			1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0,
		]);
	});

	test("any number of blocks is one series, whenever it is asked for", () => {
		const one = new Measurements(action);
		const many = new Measurements(action);
		const { fields } = weightedEnsemble(action, 7, 2 * 100, "blocks");
		const add = (to: Measurements, given: ArrayLike<number>) => {
			const part = Float64Array.from(given);
			to.add({
				space: action.space,
				count: part.length / sites,
				fields: part,
				action: actionValues(action, part),
				structure: { kind: "chains", chains: 2, accepted: null },
			});
		};
		const half = fields.length / 2;
		add(one, fields);
		for (let i = 0; i < 100; i++) {
			const row = (chain: number) =>
				fields.subarray(
					chain * half + i * sites,
					chain * half + (i + 1) * sites,
				);
			add(many, [...row(0), ...row(1)]);
			if (i === 50) expect(many.series().count).toBe(102);
		}
		expect(many.series()).toEqual(one.series());
	});

	test("an observable gives one finite number for each configuration", () => {
		const broken = (values: Float64Array) =>
			new Measurements(
				action,
				observablesFor(action, [
					{
						name: "broken",
						symbol: "b",
						label: "b",
						family: "any",
						measure: () => values,
					},
				]),
			);
		const ensemble = weightedEnsemble(action, 1, 4, "broken");
		expect(() => broken(new Float64Array(3)).add(ensemble)).toThrow(
			"broken gave 3 numbers for 4 configurations",
		);
		expect(() =>
			broken(Float64Array.of(0, 1, Number.NaN, 3)).add(ensemble),
		).toThrow("broken gave numbers that are not finite");
	});

	test("blocks that do not fit are refused", () => {
		const measurements = new Measurements(action);
		expect(() => measurements.series()).toThrow(RangeError);
		const chains = (count: number, number: number) => ({
			space: action.space,
			count,
			fields: new Float64Array(count * sites),
			action: new Float64Array(count),
			structure: { kind: "chains", chains: number, accepted: null } as const,
		});
		measurements.add(chains(4, 2));
		expect(() => measurements.add(chains(4, 4))).toThrow(/same structure/);
		expect(() => measurements.add(chains(3, 2))).toThrow(/do not fill/);
		expect(() => measurements.add(weightedEnsemble(action, 1, 4, "x"))).toThrow(
			/same structure/,
		);
		expect(() => measurements.add({ ...chains(4, 2), count: 5 })).toThrow(
			/do not match/,
		);
		expect(measurements.count).toBe(4);
	});
});

const unknown = ["two components", "XY"];

test.each(
	standIns(createLattice([3, 3])).filter(({ name }) => unknown.includes(name)),
)("nothing scalar is computed for $name, and it is said why", (action) => {
	const count = 400;
	const measurements = new Measurements(action);
	measurements.add({
		space: action.space,
		count,
		fields: randomFields(action.space, count, "no scalar"),
		action: fillNormal(createRandom("action"), new Float64Array(count)),
		structure: { kind: "chains", chains: 2, accepted: null },
	});
	expect(Object.keys(measurements.series().columns)).toEqual(["actionDensity"]);
	const { estimators, leftOut, diagnostics, quantities } = evaluate(
		measurements,
		createRandom(1),
	);
	expect(Object.keys(estimators.chain?.observables ?? {})).toEqual([
		"actionDensity",
	]);
	// Without the observables that it is made of, it has something to say in a joint test.
	expect(quantities).toEqual({
		actionDensity: {
			symbol: "⟨S⟩/V",
			label: "S / V",
			joint: "fast",
			histogram: true,
		},
	});
	expect(diagnostics.twoPoint).toBeUndefined();
	const others = measurableNames().filter(
		(name) => name !== "actionDensity" && name !== "logZ",
	);
	expect(Object.keys(leftOut).sort()).toEqual([...others].sort());
	for (const reason of Object.values(leftOut))
		expect(reason).toMatch(/^defined for |^isingEnergy is not measured$/);
});

test.each(
	standIns(createLattice([4, 4])).filter(
		({ name }) => name !== "real scalar" && !unknown.includes(name),
	),
)("what is measured of $name is of its own family", (action) => {
	const { space, family } = action;
	const measurements = new Measurements(action);
	measurements.add({
		space,
		count: 4,
		fields: randomFields(space, 4, "family"),
		action: new Float64Array(4),
		structure: { kind: "chains", chains: 2, accepted: null },
	});
	const measured = Object.keys(measurements.series().columns);
	const spins = ["magnetization2", "isingEnergy", "twoPointK1", "correlator:2"];
	const links = ["plaquette", "wilsonLoop3x3", "meanPolyakovLoop"];
	const [own, others] = family === "spin" ? [spins, links] : [links, spins];
	expect(measured).toEqual(expect.arrayContaining(own));
	for (const name of [...others, "phi2", "magnetization"])
		expect(measured).not.toContain(name);
	expect(measured.includes("topologicalCharge")).toBe(
		["U(1)", "O(3)"].includes(action.name),
	);
	expect(measured.includes("polyakovLoop")).toBe(/SU/.test(action.name));
});
