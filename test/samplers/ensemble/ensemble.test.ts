/** What finished configurations say about themselves: weights, conventions, and what is suspicious. */
import { expect, test } from "vitest";
import { freeField } from "../../../actions/scalar/free-field.js";
import { phi4 } from "../../../actions/scalar/phi4.js";
import { createLattice } from "../../../core/lattice.js";
import { planCells } from "../../../harness/plan.js";
import { ensemble } from "../../../samplers/ensemble/ensemble.js";
import { loadText } from "../../../suites/load.js";
import { attempt } from "../../support/cell.js";
import { folder, normals, oneSite, open, save } from "./support.js";

const [m2, lambda] = [-1, 2];
const site = phi4.create(createLattice([1]), { m2, lambda });
const N = 4096;
const exact = oneSite("exact", N, m2, lambda);

async function remarksOf(
	options: Parameters<typeof open>[1],
	action = site,
): Promise<readonly string[]> {
	const prepared = await open(action, options);
	await prepared.draw(prepared.finished?.count ?? 0);
	prepared.dispose();
	return prepared.remarks?.() ?? [];
}

test("exact draws with their log density have one log weight: log Z, in both conventions of the fields", async () => {
	// S = m2 phi^2 on one site: phi is normal with variance 1 / (2 m2), and Z = sqrt(pi / m2).
	const mass = 0.7;
	const free = freeField.create(createLattice([1]), { m2: mass });
	const sigma = Math.sqrt(1 / (2 * mass));
	const z = normals("free", 512);
	for (const [convention, scale] of [
		["plain", 1],
		["half", Math.SQRT2],
	] as const) {
		const width = sigma * scale;
		const fields = await save(
			`free-${convention}.npy`,
			z.map((value) => width * value),
			[512, 1],
		);
		const logq = await save(
			`logq-${convention}.npy`,
			z.map(
				(value) =>
					-0.5 * value ** 2 - Math.log(width) - 0.5 * Math.log(2 * Math.PI),
			),
			[512],
		);
		const prepared = await open(free, { fields, logq, convention });
		const { structure, action } = await prepared.draw(512);
		prepared.dispose();
		expect(action[3]).toBeCloseTo(mass * (sigma * z[3]) ** 2, 12);
		if (structure.kind !== "weighted") throw new Error("expected weights");
		for (const value of structure.logWeights)
			expect(value).toBeCloseTo(0.5 * Math.log(Math.PI / mass), 12);
	}
});

test("a normalisation of the fields is found and named; the right one is left alone", async () => {
	const right = await save("right.npy", exact, [N, 1]);
	const halved = exact.map((phi) => Math.SQRT2 * phi);
	const half = await save("half.npy", halved, [N, 1]);
	expect((await remarksOf({ fields: right })).join()).not.toMatch(/look like/);
	expect((await remarksOf({ fields: half })).join()).toMatch(
		/look like standard φ⁴.*multiply by 1\/√2/,
	);
	expect(
		(await remarksOf({ fields: half, convention: "half" })).join(),
	).not.toMatch(/look like/);
	expect(
		(await remarksOf({ fields: right, convention: "half" })).join(),
	).toMatch(/look like the target's own convention.*multiply by √2/);
	// Neither: a wrong width is not a convention.
	const wrong = await save(
		"wrong.npy",
		exact.map((phi) => 1.2 * phi),
		[N, 1],
	);
	expect((await remarksOf({ fields: wrong })).join()).not.toMatch(/look like/);
});

test("hopping-parameter fields: kappa follows from the target's couplings", async () => {
	// 2 lambda kappa^2 + (m2 + 2 d) kappa = 1.
	const kappa =
		(Math.sqrt((m2 + 2) ** 2 + 8 * lambda) - (m2 + 2)) / (4 * lambda);
	const fields = await save(
		"hopping.npy",
		exact.map((phi) => phi / Math.sqrt(kappa)),
		[N, 1],
	);
	expect((await remarksOf({ fields })).join()).toMatch(/hopping/);
	const prepared = await open(site, { fields, convention: "hopping" });
	const drawn = await prepared.draw(N);
	prepared.dispose();
	drawn.fields.forEach((phi, i) => {
		expect(phi).toBeCloseTo(exact[i], 12);
	});
});

test("what is suspicious is said, and nothing is changed", async () => {
	const fields = await save("phi.npy", exact, [N, 1]);
	const flat = (name: string, values: Float64Array) =>
		save(name, values, [values.length, 1]);
	const repeated = Float64Array.from(exact, (_, i) => exact[i - (i % 2)]);
	const logq = await save("flat-logq.npy", new Float64Array(N), [N]);
	expect(
		(await remarksOf({ fields: await flat("rep.npy", repeated), logq })).join(),
	).toMatch(/2048 of 4096 weighted configurations are repetitions/);
	const sorted = exact.toSorted((a, b) => Math.abs(a) - Math.abs(b));
	const order = await save(
		"order.npy",
		sorted.map((_, i) => i),
		[N],
	);
	expect(
		(
			await remarksOf({
				fields: await flat("sorted.npy", sorted),
				logWeights: order,
			})
		).join(),
	).toMatch(/sorted by their weights/);
	const positive = await flat("positive.npy", exact.map(Math.abs));
	expect((await remarksOf({ fields: positive })).join()).toMatch(
		/positive in all 4096 configurations/,
	);
	const hot = exact.map((phi, i) => phi + 4 * Math.exp(-i / 60));
	expect(
		(await remarksOf({ fields: await flat("hot.npy", hot) })).join(),
	).toMatch(/look unthermalised, and nothing was cut/);
	const quiet = (await remarksOf({ fields })).join();
	expect(quiet).toMatch(/no configuration is repeated/);
	expect(quiet).not.toMatch(/unthermalised|positive|negative|drifts/);
	expect(await remarksOf({ fields, every: 10 })).toEqual([]);
	const declared = await save(
		"declared.npy",
		exact.map((phi) => 0.5 * (m2 * phi ** 2 + lambda * phi ** 4)),
		[N],
	);
	expect(
		(await remarksOf({ fields, action: declared, every: 2 })).join(),
	).toMatch(/the file says S = .* the recomputed one is used/);
});

test("repeats of a Metropolised chain give its acceptance", async () => {
	const kept = Float64Array.from(
		exact,
		(_, i) => exact[i - (i % 4 === 3 ? 1 : 0)],
	);
	const fields = await save("kept.npy", kept, [N, 1]);
	const prepared = await open(site, { fields });
	await prepared.draw(1000);
	await prepared.draw(N - 1000);
	prepared.dispose();
	expect(prepared.facts.acceptanceByRepeats).toBeCloseTo(1 - 1024 / 4095, 10);
	expect(prepared.remarks?.().join()).not.toMatch(
		/no configuration is repeated/,
	);
});

test("rows that are not finite, and lengths that differ, are refused", async () => {
	const broken = exact.slice();
	broken[77] = Number.NaN;
	const prepared = await open(site, {
		fields: await save("broken.npy", broken, [N, 1]),
	});
	await expect(prepared.draw(N)).rejects.toThrow(/draw 77 holds NaN/);
	prepared.dispose();
	const fields = await save("phi.npy", exact, [N, 1]);
	const short = await save("short.npy", new Float64Array(N - 1), [N - 1]);
	await expect(open(site, { fields, logq: short })).rejects.toThrow(
		/4095 numbers of shape \(4095\) for 4096 configurations/,
	);
	const nan = await save("nan.npy", new Float64Array(N).fill(Number.NaN), [N]);
	await expect(open(site, { fields, logq: nan })).rejects.toThrow(
		/number 0 is NaN/,
	);
});

test("a cell of finished configurations has no cost of ours, one seed, and its files in the record", async () => {
	await save("phi.npy", exact, [N, 1]);
	const { suite } = await loadText(
		{
			file: "mine.yaml",
			text: `
targets: [{ action: phi4, shape: [1], parameters: { m2: ${m2}, lambda: ${lambda} } }]
samplers:
  - sampler: ensemble
    fields: phi.npy
    every: 10
    cost: { draw: 12, unit: seconds, source: a log }
seeds: [1, 2, 3]
`,
		},
		folder,
	);
	const cells = planCells(suite);
	expect(cells).toHaveLength(1);
	const { record } = await attempt(cells[0], {
		definition: ensemble as never,
		inputs: new Map([["phi.npy", `${folder}/phi.npy`]]),
	});
	expect(record).toMatchObject({
		status: "completed",
		draws: N,
		declaredCost: { draw: 12, unit: "seconds", source: "a log" },
		sampler: { files: [{ path: "phi.npy", bytes: 128 + 8 * N }] },
		facts: { configurations: N, chains: 1 },
	});
	expect(record.cost).toBeUndefined();
	expect(record.efficiency?.chain).toEqual({});
	const phi2 = record.estimators?.chain?.observables.phi2;
	expect(phi2?.status).toBe("ok");
	const checks = Object.entries(record.checks ?? {});
	expect(checks.filter(([, { verdict }]) => verdict === "fail")).toEqual([]);
	expect(
		checks.some(
			([name, { verdict }]) => name.startsWith("SD") && verdict === "pass",
		),
	).toBe(true);
});

test("other contents of a file are another question", async () => {
	const text = `
targets: [{ action: phi4, shape: [1], parameters: { m2: 1, lambda: 1 } }]
samplers: [{ sampler: ensemble, fields: changing.npy }]
`;
	const keyOf = async (values: Float64Array) => {
		await save("changing.npy", values, [values.length, 1]);
		const { suite } = await loadText({ file: "a.yaml", text }, folder);
		return planCells(suite)[0].key;
	};
	const first = await keyOf(exact.slice(0, 64));
	expect(await keyOf(exact.slice(0, 64))).toBe(first);
	expect(await keyOf(exact.slice(1, 65))).not.toBe(first);
	await expect(
		loadText(
			{ file: "a.yaml", text: text.replace("changing", "absent") },
			folder,
		),
	).rejects.toThrow(
		/a.yaml:3:\d+: samplers\[0\] names the file "absent.npy", which cannot be read/,
	);
});
