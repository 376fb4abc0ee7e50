/** Growth with the size of the lattice: the synthetic chains have tau = 0.05 L^1.9 and seconds of drawing like V. */
import { expect, test } from "vitest";
import type { BenchRecord } from "../../core/record.js";
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
	const first = Number(/^6: ([^;(]+)/.exec(values)?.[1]);
	const row = model.sections[0].rows.find(({ label }) => label === "hmc");
	expect(first * (row?.rate?.value ?? 0)).toBeCloseTo(1, 2);
});

/** hmc on six sizes, whose tau of m^2 is 0.2 L^1.4 times `bend` below L = 12, to 2 %. */
function bentRecords(bend: number): BenchRecord[] {
	const extents = [6, 8, 12, 20, 32, 64];
	return syntheticRecords({
		extents,
		seeds: [1],
		samplers: [{ name: "hmc", label: "hmc" }],
	}).map((record) => {
		const [extent = 0] = record.action.shape;
		const tauInt = 0.2 * extent ** 1.4 * (extent < 12 ? bend : 1);
		const chain = record.estimators?.chain;
		return {
			...record,
			estimators: {
				chain: {
					draws: record.draws,
					slowest: "absMagnetization",
					observables: {
						...chain?.observables,
						magnetization2: {
							status: "ok",
							tauInt,
							tauIntError: 0.02 * tauInt,
						},
						binder: { status: "ok", tauInt, tauIntError: 0.02 * tauInt },
					},
				},
			},
			diagnostics: {
				traces: { stride: 1, series: { magnetization2: [[1, 2]] } },
			},
		} satisfies BenchRecord;
	});
}

function exponents(records: readonly BenchRecord[]) {
	const model = arrange(records);
	const rows = scaling.build(model, model.sections[0], layout)?.table.rows;
	const [row, ...others] = (rows ?? []).filter(([, quantity]) =>
		String(quantity).startsWith("τ_int of"),
	);
	expect(others).toEqual([]);
	const [, quantity, values, all, quality, larger, larger2] = row ?? [];
	const number = (text: unknown) => {
		const [, value, digits] = /([\d.]+)\((\d+)\)$/.exec(String(text)) ?? [];
		const decimals = (value?.split(".")[1] ?? "").length;
		return { value: Number(value), error: Number(digits) / 10 ** decimals };
	};
	return {
		quantity,
		values: String(values),
		all: number(all),
		chi2: Number(String(quality).split("/")[0]),
		larger: number(larger),
		text: `${larger}, ${larger2}`,
	};
}

test("dynamic exponents of the observables whose history is kept, from all sizes and from the larger ones", () => {
	const straight = exponents(bentRecords(1));
	expect(straight.quantity).toBe("τ_int of m²");
	expect(straight.values).toMatch(/^6: 2\.457\(49\); .*64: 67\.6\(1\.4\)$/);
	expect(straight.all.value).toBeCloseTo(1.4, 3);
	const bent = exponents(bentRecords(1.5));
	expect(bent.text).toMatch(/^L ≥ 12: 1\.4\d*\(\d+\), .*\/2$/);
	expect(bent.larger.value).toBeCloseTo(1.4, 3);
	expect(bent.all.value).toBeLessThan(1.3);
	// Relative errors are the same, so only the misfit enlarges that of the exponent.
	const enlarged = straight.all.error * Math.sqrt(bent.chi2 / 4);
	expect(bent.chi2).toBeGreaterThan(100);
	expect(bent.all.error / enlarged).toBeGreaterThan(0.9);
	expect(bent.all.error / enlarged).toBeLessThan(1.1);
});

test("a size that a seed does not resolve is left out", () => {
	const records = bentRecords(1).map((record) =>
		record.action.shape[0] === 64
			? {
					...record,
					estimators: {
						chain: {
							draws: record.draws,
							slowest: "absMagnetization",
							observables: {
								...record.estimators?.chain?.observables,
								magnetization2: { status: "unresolved" as const, tauInt: 3 },
							},
						},
					},
				}
			: record,
	);
	const { values, all } = exponents(records);
	expect(values).not.toContain("64:");
	expect(all.value).toBeCloseTo(1.4, 3);
});
