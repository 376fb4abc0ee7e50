/** One training of an outside program, many draws: what shares it, and what asks for another one. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Cell, planCells } from "../../../harness/plan.js";
import { external } from "../../../samplers/external/external.js";
import { loadSuite } from "../../../suites/load.js";
import { runIn } from "../../support/cell-folder.js";
import { scratch } from "../../support/command.js";

const normals = join(
	import.meta.dirname,
	"../../../../test/fixtures/outside/normals.mjs",
);

interface Contender {
	readonly label: string;
	readonly mode?: string;
	readonly draws?: number;
	readonly options?: Readonly<Record<string, number>>;
}

async function cellsOf(
	folder: string,
	contenders: readonly Contender[],
): Promise<readonly Cell[]> {
	const path = join(folder, "suite.yaml");
	const samplers = contenders.map(({ label, mode, draws, options }) => ({
		sampler: "external",
		label,
		command: [process.execPath, normals, mode ?? "good"],
		env: { LATTICEBENCH_TRAININGS: join(folder, "trainings") },
		sources: ["model.txt"],
		limits: { stall: 20, grace: 1 },
		...(options === undefined ? {} : { options }),
		...(draws === undefined ? {} : { draws }),
	}));
	writeFileSync(
		path,
		JSON.stringify({
			targets: [
				{
					action: "free-field",
					label: "free",
					shape: [2, 2],
					parameters: { m2: 4 },
				},
			],
			samplers,
			draws: 400,
			budget: { steps: 10 },
			measure: { seconds: 0.001 },
		}),
	);
	return planCells((await loadSuite(path)).suite);
}

test("cells that differ in label and draws share one training, by the content of sources", async () => {
	const folder = scratch();
	const source = join(folder, "model.txt");
	const trainings = () =>
		existsSync(join(folder, "trainings"))
			? readFileSync(join(folder, "trainings"), "utf8").length
			: 0;
	const run = async (contenders: readonly Contender[]) => {
		const records = [];
		for (const cell of await cellsOf(folder, contenders)) {
			const record = await runIn(folder, cell, external);
			expect([record.status, record.reason]).toEqual(["completed", undefined]);
			records.push(record);
		}
		return records;
	};
	writeFileSync(source, "layers = 8");
	const [first, second] = await run([
		{ label: "few" },
		{ label: "many", draws: 800 },
	]);
	expect(trainings()).toBe(1);
	expect(second.facts?.preparation).toBe(first.facts?.preparation);
	expect(second.history).toEqual(first.history);
	// Each is charged the whole training, which each would have had to pay alone.
	expect(second.cost?.train?.gradientEvaluations).toBe(100);
	expect(second.estimators?.reweighted?.draws).toBe(800);
	// Another key, and so another seed of drawing.
	expect(second.estimators?.reweighted?.kishEss).not.toBe(
		first.estimators?.reweighted?.kishEss,
	);
	// The date of a file is nothing, its content is all.
	writeFileSync(source, "layers = 8");
	const [touched] = await run([{ label: "touched" }]);
	expect(trainings()).toBe(1);
	expect(touched.facts?.preparation).toBe(first.facts?.preparation);
	writeFileSync(source, "layers = 9");
	const [edited] = await run([{ label: "few" }]);
	expect(trainings()).toBe(2);
	expect(edited.facts?.preparation).not.toBe(first.facts?.preparation);
	expect(edited.key).not.toBe(first.key);
	await run([{ label: "few", options: { layers: 9 } }]);
	expect(trainings()).toBe(3);
	// Without checkpoints there is nothing to share.
	await run([
		{ label: "one", mode: "no checkpoint" },
		{ label: "two", mode: "no checkpoint" },
	]);
	expect(trainings()).toBe(5);
});
