/** What the knobs of a grid are worth, from made-up records whose answer is known in closed form. */
import { describe, expect, test } from "vitest";
import type { BenchRecord } from "../../core/record.js";
import { studentQuantile } from "../../core/statistics/inference/distributions.js";
import { renderHtml } from "../../reports/html.js";
import { arrange } from "../../reports/model/arrange.js";
import { gridStudies } from "../../reports/model/knobs.js";
import { verdictOf } from "../../reports/model/verdict.js";
import { syntheticRecords } from "./synthetic.js";

interface Setting {
	readonly layers: number;
	readonly rate: number;
}
const settings: readonly Setting[] = [4, 8, 16].flatMap((layers) =>
	[0.1, 0.3].map((rate) => ({ layers, rate })),
);
const labelOf = ({ layers, rate }: Setting) =>
	`flow (layers ${layers}, rate ${rate})`;

/** ln of the ESS per second of a setting and seed. */
type Law = (setting: Setting, seed: number) => number;

function recordsOf(law: Law, seeds: readonly number[]): BenchRecord[] {
	const records = syntheticRecords({
		samplers: settings.map((setting) => ({
			name: "hmc",
			label: labelOf(setting),
		})),
		seeds,
	});
	return records.map((record) => {
		const knobs = settings.find((one) => labelOf(one) === record.sampler.label);
		if (knobs === undefined) throw new Error("no such setting");
		const value = Math.exp(law(knobs, record.seed));
		const exact = (x: number) => ({ value: x, low: x, high: x });
		return {
			...record,
			sampler: {
				...record.sampler,
				options: { ...knobs },
				point: { grid: "flow", knobs: { ...knobs } },
			},
			efficiency: {
				chain: {
					essPerDeviceSecond: exact(value),
					deviceSecondsTo: { "1e4": exact(1e4 / value) },
				},
			},
		};
	});
}

const sectionOf = (law: Law, seeds = [1, 2, 3]) =>
	arrange(recordsOf(law, seeds)).sections[0];

describe("an effect", () => {
	test("is exact where the knobs do not depend on each other, whatever the seeds do", () => {
		const [study] = gridStudies(
			sectionOf(({ layers, rate }, seed) => Math.log(layers) - rate + 5 * seed),
		);
		expect(study.settings).toBe(6);
		const [eight, sixteen, other] = study.effects;
		expect([eight.knob, eight.value, eight.against]).toEqual([
			"layers",
			"8",
			"4",
		]);
		expect([eight.pairs, eight.seeds]).toEqual([6, 3]);
		expect([other.knob, other.value]).toEqual(["rate", "0.3"]);
		for (const [effect, ratio] of [
			[eight, 2],
			[sixteen, 4],
			[other, Math.exp(-0.2)],
		] as const) {
			expect(effect.rate).toMatchObject({ value: expect.closeTo(ratio, 9) });
			expect(effect.cost).toMatchObject({
				value: expect.closeTo(1 / ratio, 9),
				low: expect.closeTo(1 / ratio, 6),
			});
		}
	});

	test("has the interval of a paired t test over seeds", () => {
		const shifts = [0.1, 0.25, 0.4, 0.15];
		const section = sectionOf(
			({ layers }, seed) => (layers === 8 ? shifts[seed - 1] : 0),
			[1, 2, 3, 4],
		);
		const mean = shifts.reduce((sum, x) => sum + x) / 4;
		const variance = shifts.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 3;
		const width = studentQuantile(0.975, 3) * Math.sqrt(variance / 4);
		const [eight] = gridStudies(section)[0].effects;
		expect(eight.rate).toMatchObject({
			value: expect.closeTo(Math.exp(mean), 9),
			low: expect.closeTo(Math.exp(mean - width), 9),
			high: expect.closeTo(Math.exp(mean + width), 9),
		});
	});

	test("of a single seed has no interval", () => {
		const [study] = gridStudies(sectionOf(({ layers }) => layers, [1]));
		expect(study.effects[0].rate).toBeCloseTo(Math.exp(4), 6);
	});
});

test("the cheapest setting is suggested and not crowned", async () => {
	const law: Law = ({ layers, rate }, seed) => layers / 8 - rate + 0.01 * seed;
	const section = sectionOf(law);
	const [{ suggestion }] = gridStudies(section);
	expect(suggestion?.row.sampler.label).toBe("flow (layers 16, rate 0.1)");
	expect(suggestion?.next?.ratio).toMatchObject({
		value: expect.closeTo(Math.exp(0.2), 9),
	});
	const verdict = verdictOf(section);
	expect(verdict.winner).toBeUndefined();
	expect(JSON.stringify(verdict.sentence)).toContain(
		"Other seeds must confirm",
	);
	const page = await renderHtml(recordsOf(law, [1, 2, 3]));
	expect(page).toContain("What each knob of");
	expect(page).toContain("seeds=[4,5,6]");
});

test("a setting alone, with seeds of its own, is judged like any sampler", () => {
	const law: Law = ({ layers }) => layers;
	const chosen = labelOf(settings[5]);
	const alone = recordsOf(law, [4, 5, 6]).filter(
		({ sampler }) => sampler.label === chosen,
	);
	const rival = recordsOf(() => 0, [4, 5, 6])
		.filter(({ sampler }) => sampler.label === labelOf(settings[0]))
		.map(({ sampler: { point: _, ...sampler }, ...record }) => ({
			...record,
			sampler: { ...sampler, label: "rival" },
		}));
	const [section] = arrange([...alone, ...rival]).sections;
	expect(gridStudies(section)).toEqual([]);
	expect(verdictOf(section).winner).toBe(chosen);
});
