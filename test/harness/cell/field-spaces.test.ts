/** Cells of fields that are not one real number per site, with the user's own action by path. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { recordSchema } from "../../../core/record.js";
import { recordsOf, run, scratch } from "../../support/command.js";

const support = (name: string) =>
	fileURLToPath(new URL(`../../support/${name}.js`, import.meta.url));

async function recordOf(target: object, sampler: object, draws: number) {
	const folder = scratch();
	const suite = join(folder, "suite.yaml");
	const measure = { seconds: "1 ms" };
	const settings = { draws, budget: { steps: 40 }, measure };
	writeFileSync(
		suite,
		JSON.stringify({ targets: [target], samplers: [sampler], ...settings }),
	);
	const out = join(folder, "out");
	const result = await run(["run", suite, "--out", out, "--backend", "wasm"]);
	return { ...result, record: recordSchema.parse(recordsOf(out)[0]) };
}

describe("two real components per site", () => {
	const parameters = { m2: 1, lambda: 0 };
	const options = { trajectory: 1, steps: 6, chains: 16 };

	test("HMC samples them, and what needs one real number per site is left out", async () => {
		const { status, record } = await recordOf(
			{ action: support("two-component-action"), shape: [4, 4], parameters },
			{ sampler: "hmc", options },
			1600,
		);
		expect(record.reason).toBeUndefined();
		expect(status).toBe(0);
		const { observables } = record.estimators?.chain ?? {};
		expect(Object.keys(observables ?? {})).toEqual(["actionDensity"]);
		const { value = Number.NaN, error = 0 } = observables?.actionDensity ?? {};
		// A Gaussian of 2 V components: S = V on average.
		expect(Math.abs(value - 1) / error).toBeLessThan(4);
	});

	test("a flow declines them, and says why", async () => {
		const { record } = await recordOf(
			{ action: support("two-component-action"), shape: [4, 4], parameters },
			{ sampler: "realnvp" },
			64,
		);
		expect(record).toMatchObject({
			status: "skipped",
			reason: expect.stringContaining("2 real numbers per site"),
		});
	});

	test("their axis taken for a direction is an error, in one sentence and before any work", async () => {
		const { status, record } = await recordOf(
			{ action: support("mistaken-action"), shape: [2, 4, 4], parameters },
			{ sampler: "hmc", options },
			1600,
		);
		expect(status).toBe(4);
		expect(record).toMatchObject({
			status: "failed",
			reason: expect.stringMatching(
				/direction 0 of shape \[2, 4, 4\] couples no neighbours/,
			),
		});
		expect(record.reason).not.toContain("    at ");
		// What it took to find out, and nothing else.
		expect(record.cost).toEqual({
			compile: expect.objectContaining({
				actionEvaluations: 0,
				gradientEvaluations: 0,
			}),
		});
	});
});
