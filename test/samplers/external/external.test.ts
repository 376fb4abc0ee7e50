/** An outside sampler that keeps the protocol is measured like any other. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { hostEvaluation } from "../../../actions/host-evaluation.js";
import { freeField } from "../../../actions/scalar/free-field.js";
import { phi4 } from "../../../actions/scalar/phi4.js";
import { createFieldSpace } from "../../../core/field-space.js";
import { createLattice } from "../../../core/lattice.js";
import { writeNpy } from "../../../core/npy.js";
import { readDraw } from "../../../samplers/external/arrays/ensemble.js";
import { batches } from "../../../samplers/external/batches.js";
import {
	checkFields,
	compareConvention,
} from "../../../samplers/external/convention.js";
import { external } from "../../../samplers/external/external.js";
import { joinEnsembles } from "../../../samplers/external/join-ensembles.js";
import { attempt } from "../../support/cell.js";
import { outsideCell, runOutside } from "../../support/outside.js";

test("weights, exact log Z, facts and phases of a good program", async () => {
	const { record } = await runOutside({ draws: 4000 });
	expect(record.reason).toBeUndefined();
	expect(record.status).toBe("completed");
	const failed = Object.entries(record.checks ?? {}).filter(
		([, { verdict }]) => verdict === "fail",
	);
	expect(failed).toEqual([]);
	const logZ = record.estimators?.reweighted?.logZ;
	const free = freeField.create(createLattice([2, 2]), { m2: 4 });
	const z =
		((logZ?.value ?? Number.NaN) - (free.exact?.logZ ?? 0)) /
		(logZ?.error ?? 0);
	expect(Math.abs(z)).toBeLessThan(4);
	expect(record.outside).toMatchObject({
		name: "normals",
		version: "1.2",
		frameworks: { node: process.versions.node },
		reference: "arXiv:0000.00000",
		declaredEvaluations: true,
	});
	expect(record.facts?.checkpoint).toBe("exact");
	expect(record.facts?.parameters).toBe(1);
	expect(record.cost?.train?.gradientEvaluations).toBe(100);
	for (const phase of ["start", "train", "draw", "transfer"] as const)
		expect([phase, record.cost?.[phase]?.seconds]).toEqual([
			phase,
			expect.any(Number),
		]);
	expect(record.remarks ?? []).toEqual([]);
	// The memory of the program, a bare Node, and not of this process, which holds TensorFlow.js.
	if (process.platform !== "linux") return;
	for (const phase of ["train", "draw"] as const) {
		const bytes = record.cost?.[phase]?.peakBytes ?? 0;
		expect(bytes).toBeGreaterThan(2e7);
		expect(bytes).toBeLessThan(process.memoryUsage().rss);
	}
});

test("equal seeds give equal numbers, others do not, and a resumed cell goes on with the same bits", async () => {
	const numbers = async (seed: number) =>
		(await runOutside({ draws: 800, seed })).record.estimators?.reweighted;
	const [first, again, other] = await Promise.all([
		numbers(1),
		numbers(1),
		numbers(2),
	]);
	expect(again).toEqual(first);
	expect(other).not.toEqual(first);
	const cell = outsideCell({ draws: 800 });
	const stopped = await attempt(cell, { definition: external, stopAfter: 4 });
	expect(stopped.record.status).toBe("interrupted");
	const { checkpoint } = stopped;
	expect(checkpoint?.sampler.prepared).toBe(true);
	const resumed = await attempt(cell, {
		definition: external,
		...(checkpoint === undefined ? {} : { checkpoint }),
	});
	expect(resumed.record.estimators?.reweighted).toEqual(first);
});

test("a program without checkpoints leaves none", async () => {
	const cell = outsideCell({ mode: "no checkpoint", draws: 800 });
	const { record, checkpoint } = await attempt(cell, { definition: external });
	expect(record.status).toBe("completed");
	expect(checkpoint).toBeUndefined();
});

test("a program that was compiled for some counts is asked for these alone", async () => {
	expect(batches(1000, undefined)).toEqual([1000]);
	expect(batches(1000, [64, 512])).toEqual([
		512,
		...Array.from({ length: 8 }, () => 64),
	]);
	expect(batches(10, [64])).toEqual([64]);
	const { record } = await runOutside({
		draws: 400,
		options: { batchSizes: [64] },
	});
	expect(record.estimators?.reweighted?.draws).toBe(448);
});

const space = createFieldSpace({ lattice: createLattice([2]) });

test("chains are put one after another, whichever axis comes first", async () => {
	const folder = mkdtempSync(join(tmpdir(), "latticebench-test-"));
	// Two draws of three chains: number = 100 draw + 10 chain + site.
	const of = (draw: number, chain: number) => [
		100 * draw + 10 * chain,
		100 * draw + 10 * chain + 1,
	];
	const drawFirst = [0, 1].flatMap((d) => [0, 1, 2].flatMap((c) => of(d, c)));
	const chainFirst = [0, 1, 2].flatMap((c) => [0, 1].flatMap((d) => of(d, c)));
	const put = (name: string, data: readonly number[], shape: number[]) =>
		writeNpy(join(folder, name), Float64Array.from(data), shape);
	await put("a.npy", drawFirst, [2, 3, 2]);
	await put("b.npy", chainFirst, [3, 2, 2]);
	for (const [fields, axes] of [
		["a.npy", ["draw", "chain", "x"]],
		["b.npy", ["chain", "draw", "x"]],
	] as const) {
		const raw = readDraw(
			{ arrays: { fields }, axes: [...axes], normalised: false },
			folder,
			"chains",
			space,
		);
		expect([...raw.fields]).toEqual(chainFirst);
		expect([raw.count, raw.chains]).toEqual([6, 3]);
	}
});

test("joined draws keep each chain in order", () => {
	const part = (start: number, length: number) => ({
		space,
		count: 2 * length,
		fields: Float64Array.from({ length: 4 * length }, (_, i) => start + i),
		action: Float64Array.from({ length: 2 * length }, (_, i) => start + i),
		structure: { kind: "chains" as const, chains: 2, accepted: null },
	});
	const joined = joinEnsembles([part(0, 1), part(100, 2)]);
	expect([...joined.action]).toEqual([0, 100, 101, 1, 102, 103]);
	expect([...joined.fields.subarray(0, 6)]).toEqual([0, 1, 100, 101, 102, 103]);
});

describe("a convention that differs is named", async () => {
	const lattice = createLattice([4, 4]);
	const ours = phi4.create(lattice, { m2: -4, lambda: 6 });
	const fields = checkFields(ours);
	const expected = await hostEvaluation(ours).values(fields);
	const verdict = (theirs: ArrayLike<number>) =>
		compareConvention(ours, fields, theirs, expected);
	const other = async (m2: number, lambda: number) =>
		verdict(
			await hostEvaluation(phi4.create(lattice, { m2, lambda })).values(fields),
		);

	test("the same, in float32 too", () => {
		expect(verdict(expected)).toEqual({ ok: true });
		expect(verdict(Float32Array.from(expected))).toEqual({ ok: true });
	});
	test("a constant", () => {
		expect(verdict(expected.map((s) => s + 3))).toMatchObject({
			ok: true,
			note: expect.stringContaining("the constant 3"),
		});
	});
	test.each([
		["λ/4!", -4, 0.25, "the term in φ⁴ is 1/4! times as large"],
		["m²/2", -2, 6, "the term in φ² is 1/2 times as large"],
		["sign of m²", 4, 6, "the term in φ² is −1 times as large"],
		["no λ", 4, 0, "the term in φ⁴ is missing"],
	] as const)("%s", async (_, m2, lambda, says) => {
		expect(await other(m2, lambda)).toMatchObject({
			ok: false,
			reason: expect.stringContaining(says),
		});
	});
	test("half of all, and something else", () => {
		expect(verdict(expected.map((s) => s / 2))).toMatchObject({
			reason: expect.stringContaining(
				"(φ_{x+μ} − φ_x)² is 1/2 times as large, the term in φ² is 1/2",
			),
		});
		expect(verdict(expected.map((s, i) => s + Math.sin(9 * i)))).toMatchObject({
			reason: expect.stringContaining("no sum of a nearest-neighbour term"),
		});
	});
});
