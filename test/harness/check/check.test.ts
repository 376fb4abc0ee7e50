/** The conformance kit finds what is wrong and passes what is right, in programs and in our own samplers. */
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { exactDraws } from "../../../actions/scalar/exact-draws.js";
import { freeField } from "../../../actions/scalar/free-field.js";
import { createLattice } from "../../../core/lattice.js";
import type { ConformanceCheck } from "../../../harness/check/check.js";
import { Kit, type Subject } from "../../../harness/check/kit.js";
import { checkpoint } from "../../../harness/check/lines/checkpoint.js";
import { convention } from "../../../harness/check/lines/convention.js";
import { declines } from "../../../harness/check/lines/declines.js";
import { errors } from "../../../harness/check/lines/errors.js";
import {
	batchMates,
	bracket,
} from "../../../harness/check/lines/log-density.js";
import { notFinite } from "../../../harness/check/lines/not-finite.js";
import { freeFieldPhysics } from "../../../harness/check/lines/physics.js";
import { seeds } from "../../../harness/check/lines/seeds.js";
import { drawCounts, shapes } from "../../../harness/check/lines/shapes.js";
import { speaks } from "../../../harness/check/lines/speaks.js";
import { stop } from "../../../harness/check/lines/stop.js";
import { affordable } from "../../../harness/check/pace.js";
import { runChecks } from "../../../harness/check/run-checks.js";
import { external } from "../../../samplers/external/external.js";
import { hmc } from "../../../samplers/hmc/hmc.js";
import { openTestBackend } from "../../support/backend.js";

const backend = await openTestBackend();
const root = join(import.meta.dirname, "../../../..");

function outsider(mode: string): Subject {
	const options = external.options.parse({
		command: [process.execPath, "test/fixtures/outside/normals.mjs", mode],
		limits: { grace: 2 },
	});
	return {
		name: mode,
		create: () => external.create(options),
		external: options,
		folder: root,
	};
}

async function outcomes(subject: Subject, checks: readonly ConformanceCheck[]) {
	const kit = new Kit(subject, { seconds: 2, threads: 1, backend });
	const lines = await runChecks(kit, () => {}, checks);
	return lines.map(({ name, outcome, detail }) => ({ name, outcome, detail }));
}

test("a good program passes", async () => {
	const found = await outcomes(outsider("good"), [
		speaks,
		declines,
		convention,
		shapes,
		drawCounts,
		bracket,
		batchMates,
		notFinite,
		checkpoint,
		stop,
		errors,
	]);
	expect(found.filter(({ outcome }) => outcome !== "pass")).toEqual([]);
	expect(found).toHaveLength(11);
});

describe.concurrent("what is wrong is named", () => {
	test.each([
		["half", convention, "(φ_{x+μ} − φ_x)² is 1/2 times as large"],
		["same seed", seeds, "the seed is ignored"],
		["batch", batchMates, "batch statistics"],
		["shape", shapes, "its fields have the shape"],
		["unnormalised", bracket, "log q is too small by"],
		["never nothing", drawCounts, "a draw of 0 gave 1 configurations"],
		["nan is nothing", notFinite, "log q = 0 of a configuration that holds"],
		["nan spreads", notFinite, "changes log q of the others"],
		["nan ends", notFinite, "ended with status 3"],
		["version", speaks, "speaks protocol 7"],
	] as const)("%s", async (mode, check, says) => {
		const [line] = await outcomes(outsider(mode), [check]);
		expect(line).toMatchObject({
			outcome: "fail",
			detail: expect.stringContaining(says),
		});
	});
});

test("our own chain passes the same list", async () => {
	const options = hmc.options.parse({
		chains: 32,
		...(backend.name === "tensorflow" ? { engine: "autodiff" } : {}),
	});
	const found = await outcomes(
		{ name: "hmc", create: () => hmc.create(options), folder: root },
		[
			speaks,
			convention,
			shapes,
			drawCounts,
			seeds,
			bracket,
			freeFieldPhysics,
			checkpoint,
		],
	);
	expect(
		Object.fromEntries(found.map(({ name, outcome }) => [name, outcome])),
	).toEqual({
		speaks: "skip",
		convention: "pass",
		shapes: "pass",
		counts: "pass",
		seeds: "pass",
		bracket: "skip",
		"free field": "pass",
		checkpoint: "pass",
	});
});

test("both targets may have one lattice", () => {
	const settings = { seconds: 2, threads: 1, backend, shape: [2, 3] };
	const { targets } = new Kit(outsider("good"), settings);
	for (const { space } of Object.values(targets))
		expect(space.lattice.shape).toEqual([2, 3]);
});

test("a slow sampler is asked for fewer draws, and the line says so", () => {
	const pace = (drawsPerSecond: number) => ({ drawsPerSecond, remarks: [] });
	expect(affordable(pace(1e5), 8000, 8)).toEqual({ draws: 8000, told: "" });
	const slow = affordable(pace(100), 8000, 8);
	expect(slow.draws).toBe(800);
	expect(slow.told).toContain("800 draws instead of 8000");
	// Fewer would decide nothing.
	expect(affordable(pace(1), 8000, 8).draws).toBe(256);
});

test("exact draws have the exact covariance", () => {
	const action = freeField.create(createLattice([3, 4]), { m2: 0.7 });
	const count = 4000;
	const fields = exactDraws(action, count);
	const { size } = action.space;
	const squares = Float64Array.from({ length: count }, (_, i) => {
		const field = fields.subarray(i * size, (i + 1) * size);
		return field.reduce((sum, phi) => sum + phi ** 2 / size, 0);
	});
	const mean = squares.reduce((sum, x) => sum + x, 0) / count;
	const variance =
		squares.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (count - 1);
	const z = (mean - (action.exact?.phi2 ?? 0)) / Math.sqrt(variance / count);
	expect(Math.abs(z)).toBeLessThan(4);
});
