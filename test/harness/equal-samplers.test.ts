import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createRandom } from "../../core/random.js";
import { planCells } from "../../harness/plan.js";
import { arrange } from "../../reports/model/arrange.js";
import { verdictOf } from "../../reports/model/verdict.js";
import { plainText } from "../../reports/text/sentence.js";
import { loadSuite } from "../../suites/load.js";
import { attempt } from "../support/cell.js";
import { recordsOf, run, scratch } from "../support/command.js";
import { sampler } from "../support/paths.js";

const target = {
	action: "free-field",
	label: "T",
	shape: [3],
	parameters: { m2: 1 },
};

test("one module four times in a suite: nobody wins, on a clock that jumps", async () => {
	const path = join(scratch(), "suite.yaml");
	const rounds = 6;
	let apart = 0;
	const samplers = ["a", "b", "c", "d"].map((label) => ({ sampler, label }));
	const seeds = Array.from({ length: rounds }, (_, i) => i + 1);
	writeFileSync(
		path,
		JSON.stringify({ targets: [target], samplers, seeds, draws: 2000 }),
	);
	const cells = planCells((await loadSuite(path)).suite);
	for (const seed of seeds) {
		const records = [];
		for (const cell of cells.filter((cell) => cell.seed === seed)) {
			const random = createRandom("clock").fork(cell.key);
			const tick = () => 0.01 * Math.exp(0.5 * random.normal());
			records.push((await attempt(cell, { tick })).record);
		}
		const [section] = arrange(records).sections;
		expect(section.rows.map(({ state }) => state)).toEqual(
			samplers.map(() => "ranked"),
		);
		apart += section.rows.slice(1).filter((row) => !row.tiedAbove).length;
		if (seed === 1)
			expect(plainText(verdictOf(section).sentence)).toContain(
				"cannot be told apart",
			);
	}
	// Of 18 neighbours in order of speed one is told apart by chance; four or more have p = 0.01.
	expect(apart).toBeLessThan(4);
});

test("a flow with 10 draws and the same with 30: nothing is checked, so nobody wins", async () => {
	const folder = scratch();
	const path = join(folder, "suite.yaml");
	const out = join(folder, "out");
	const options = { layers: 2, hidden: [4], batch: 16 };
	const samplers = [10, 30].map((draws) => ({
		sampler: "realnvp",
		label: `flow-${draws}`,
		options,
		draws,
	}));
	const budget = { steps: 5 };
	writeFileSync(path, JSON.stringify({ targets: [target], samplers, budget }));
	const { stderr, status } = await run(["run", path, "--out", out]);
	expect(status).toBe(0);
	expect(stderr).toContain("Nobody can be ranked");
	const records = recordsOf(out);
	for (const { cost, draws, estimators } of records) {
		// What is drawn for the clock is not measured.
		expect(estimators?.reweighted?.draws).toBe(draws);
		expect(cost?.draw?.timing?.blocks).toBeGreaterThanOrEqual(8);
		expect(cost?.draw?.timing?.seconds).toBeGreaterThanOrEqual(1);
		expect(cost?.draw?.coreSeconds).toBeGreaterThan(0);
	}
});
