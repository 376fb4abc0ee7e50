/** The reverse door answers in numbers that finite differences and the registry confirm. */
import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Action } from "../../actions/action.js";
import { freeField } from "../../actions/scalar/free-field.js";
import { phi4 } from "../../actions/scalar/phi4.js";
import { createLattice } from "../../core/lattice.js";
import { readNpy, writeNpy } from "../../core/npy.js";
import { createRandom, fillNormal } from "../../core/random.js";
import { Door } from "../../harness/serve/door.js";
import { openTestBackend } from "../support/backend.js";
import { cli } from "../support/paths.js";
import { twoComponent } from "../support/two-component-action.js";

await openTestBackend();

const lattice = createLattice([3, 4]);
const scalar = phi4.create(lattice, { m2: -4, lambda: 6 });

interface Answer {
	readonly result: { readonly arrays: Readonly<Record<string, string>> };
	readonly error: { readonly code: string; readonly message: string };
}

async function ask(door: Door, method: string, params: unknown) {
	const line = await door.answer(JSON.stringify({ id: 3, method, params }));
	return JSON.parse(line ?? "") as Answer;
}

async function gradientOf(action: Action, fields: Float64Array) {
	const dir = mkdtempSync(join(tmpdir(), "latticebench-test-"));
	const { shape, size } = action.space;
	await writeNpy(join(dir, "in.npy"), fields, [fields.length / size, ...shape]);
	const door = new Door(action);
	const { result } = await ask(door, "gradient", { fields: "in.npy", dir });
	const get = async (name: string) =>
		await readNpy(join(dir, result.arrays[name]));
	return {
		logDensity: await get("logDensity"),
		gradient: await get("gradient"),
	};
}

describe("the gradient is the slope of the log density", () => {
	test.each([
		["a polynomial, in float64", scalar, 1e-5, 1e-6],
		[
			"by automatic differentiation",
			twoComponent.create(lattice, { m2: -1, lambda: 2 }),
			1e-2,
			2e-2,
		],
	] as const)("%s", async (_, action, step, tolerance) => {
		const { size, shape } = action.space;
		const start = fillNormal(createRandom("door"), new Float64Array(size));
		const { gradient } = await gradientOf(action, start);
		expect(gradient.shape).toEqual([1, ...shape]);
		// Both neighbours of every number in one batch.
		const around = new Float64Array(2 * size * size);
		for (let i = 0; i < 2 * size; i++) {
			around.set(start, i * size);
			around[i * size + (i >> 1)] += i % 2 === 0 ? step : -step;
		}
		const { logDensity } = await gradientOf(action, around);
		for (let x = 0; x < size; x++) {
			const slope =
				(logDensity.data[2 * x] - logDensity.data[2 * x + 1]) / (2 * step);
			expect(Math.abs(slope - gradient.data[x])).toBeLessThan(
				tolerance * (1 + Math.abs(slope)),
			);
		}
	});
});

test("observables are those of the registry", async () => {
	const dir = mkdtempSync(join(tmpdir(), "latticebench-test-"));
	const fields = fillNormal(createRandom("door"), new Float64Array(5 * 12));
	await writeNpy(join(dir, "in.npy"), fields, [5, 3, 4]);
	const door = new Door(scalar);
	const { result } = await ask(door, "observables", {
		fields: "in.npy",
		dir,
		names: ["phi2", "magnetization"],
	});
	expect(Object.keys(result.arrays).sort()).toEqual(["magnetization", "phi2"]);
	const { data } = await readNpy(join(dir, result.arrays.phi2));
	for (let i = 0; i < 5; i++) {
		const own = fields.subarray(12 * i, 12 * i + 12);
		const mean = own.reduce((sum, phi) => sum + phi ** 2 / 12, 0);
		expect(data[i]).toBeCloseTo(mean, 12);
	}
});

test("what is wrong is answered with an error", async () => {
	const door = new Door(freeField.create(lattice, { m2: 1 }));
	const dir = mkdtempSync(join(tmpdir(), "latticebench-test-"));
	await writeNpy(join(dir, "flat.npy"), new Float64Array(24), [2, 12]);
	const error = async (method: string, params: unknown) =>
		(await ask(door, method, params)).error;
	expect(await error("dance", {})).toMatchObject({ code: "unsupported" });
	expect(await error("describe", { protocol: 2 })).toMatchObject({
		code: "unsupported",
		message: "protocol 2 is not spoken; expected 1",
	});
	expect(await error("logDensity", { fields: "flat.npy", dir })).toEqual({
		code: "invalid",
		message: "flat.npy has the shape [2, 12]; expected [count, 3, 4]",
	});
	expect(await error("logDensity", { fields: "../x", dir })).toMatchObject({
		code: "invalid",
	});
	expect(await door.answer('{"method":"stop"}')).toBeUndefined();
	expect(JSON.parse((await door.answer("{")) ?? "")).toMatchObject({
		id: null,
		error: { code: "invalid" },
	});
});

test("latticebench serve speaks over its standard streams until shutdown", async () => {
	const args = ["serve", "--action", "phi4", "--shape", "3x4"];
	const child = spawn(process.execPath, [
		cli,
		...args,
		"--parameters",
		"m2=-4,lambda=6",
	]);
	let output = "";
	child.stdout.setEncoding("utf8").on("data", (text: string) => {
		output += text;
	});
	for (const [id, method, params] of [
		[1, "describe", { protocol: 1 }],
		[2, "shutdown", {}],
	] as const)
		child.stdin.write(`${JSON.stringify({ id, method, params })}\n`);
	const status = await new Promise((resolve) => child.on("close", resolve));
	expect(status).toBe(0);
	const lines = output.trimEnd().split("\n");
	expect(lines).toHaveLength(2);
	expect(JSON.parse(lines[0])).toMatchObject({
		id: 1,
		result: {
			name: "latticebench",
			action: {
				structure: { kinetic: 1, potential: [0, 0, -4, 0, 6] },
				shape: [3, 4],
			},
		},
	});
});
