import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { Action } from "../../../actions/action.js";
import { float64Action } from "../../../actions/float64-action.js";
import { freeField } from "../../../actions/scalar/free-field.js";
import { phi4 } from "../../../actions/scalar/phi4.js";
import { createLattice } from "../../../core/lattice.js";
import { createRandom } from "../../../core/random.js";
import { ActionAudit } from "../../../harness/cell/action-audit.js";
import { planCells } from "../../../harness/plan.js";
import { loadSuite } from "../../../suites/load.js";
import { writtenOut } from "../../actions/support.js";
import { openTestBackend } from "../../support/backend.js";
import { attempt } from "../../support/cell.js";
import { recordsOf, run, scratch } from "../../support/command.js";
import { type faults, faulty } from "../../support/faulty-sampler.js";

const path = fileURLToPath(
	new URL("../../support/faulty-sampler.js", import.meta.url),
);

/** Of eight blocks of 52. */
function suiteOf(
	folder: string,
	samplers: readonly object[],
	more: object = {},
): string {
	const file = join(folder, "suite.yaml");
	const target = {
		action: "free-field",
		label: "T",
		shape: [2, 3],
		parameters: { m2: 1 },
	};
	writeFileSync(
		file,
		JSON.stringify({ targets: [target], samplers, draws: 416, ...more }),
	);
	return file;
}

type Options = Readonly<Record<string, string | number>>;

async function reasonOf(
	fault: keyof typeof faults,
	options: Options = {},
	more: object = {},
): Promise<string> {
	const entry = { sampler: path, options: { fault, ...options } };
	const file = suiteOf(scratch(), [entry], more);
	const [cell] = planCells((await loadSuite(file)).suite);
	const { record } = await attempt(cell, { definition: faulty });
	return `${record.status}: ${record.reason ?? ""}`;
}

test("sound draws complete", async () => {
	for (const kind of ["chains", "weighted"])
		expect(await reasonOf("none", { kind })).toBe("completed: ");
});

const number = "-?[0-9.]+(e-?[0-9]+)?";
const both = `^failed: measure: the sampler says S = ${number} where the action is ${number} \\(configuration \\d+; `;

test.each([
	[
		"offset",
		"8 of the 8 that were recomputed differ\\): a constant offset of 5$",
	],
	["double", "8 of the 8 .*: a factor of 2$"],
	["sign", "8 of the 8 .*: a factor of -1$"],
	["before", ".*: S of the configuration before it$"],
	["seldom", "1 of the 8 .*: only some are wrong"],
	["noise", ".*: neither a constant nor a factor"],
	["columns", ".*: S on another lattice: .* expected the last of \\[2, 3\\]$"],
	[
		"transposed",
		".*: the fields are laid out as \\[6, 52\\], expected \\[52, 6\\]$",
	],
] as const)(
	"a wrong action is refused with its cause: %s",
	async (fault, cause) => {
		for (const kind of ["chains", "weighted"])
			expect(await reasonOf(fault, { kind })).toMatch(new RegExp(both + cause));
	},
);

test("a wrong action is found in the second block too", async () => {
	const reason = await reasonOf("offset", { from: 2 }, { draws: 20_000 });
	expect(reason).toMatch(/a constant offset of 5$/);
});

const returned = "failed: measure: the sampler returned";

test.each([
	["plain", "action as a plain array; expected a Float64Array"],
	["single", "action as a Float32Array; expected a Float64Array"],
	[
		"plainFields",
		"fields as a plain array; expected a Float32Array or a Float64Array",
	],
	[
		"short",
		"311 numbers as fields; expected 312, count x 6 (one real number per site on 2 x 3)",
	],
	["few", "1 configurations where 52 were asked for"],
	["nothing", "undefined instead of an ensemble"],
	[
		"noStructure",
		'structure.kind = undefined; expected "chains" or "weighted"',
	],
	["otherSpace", "space.shape = [7]; expected that of the action, [2, 3]"],
	[
		"uneven",
		"structure.chains = 7 for 52 configurations; expected a number that divides them",
	],
	[
		"acceptedPlain",
		"structure.accepted as a plain array; expected a Uint8Array",
	],
	["infiniteAction", "action[0] = Infinity; expected finite numbers"],
	[
		"nanWeight",
		"structure.logWeights[0] = NaN; expected finite numbers, or -Infinity for no weight",
	],
	[
		"plainWeights",
		"structure.logWeights as a plain array; expected a Float64Array",
	],
] as const)("what cannot be measured is named: %s", async (fault, what) => {
	expect(await reasonOf(fault)).toBe(`${returned} ${what}`);
});

test("strange facts do not lose a finished cell", async () => {
	const folder = scratch();
	const out = join(folder, "out");
	const entry = { sampler: path, options: { fault: "facts" } };
	const { status } = await run(["run", suiteOf(folder, [entry]), "--out", out]);
	expect(status).toBe(0);
	const [{ facts, history }] = recordsOf(out);
	expect(facts).toEqual({
		good: 1,
		lost: "NaN",
		yes: "true",
		list: "[1]",
		none: "undefined",
	});
	expect(history).toEqual([
		{ phase: "train", columns: { loss: [1, null, null] } },
	]);
});

test("the command line says so, ranks nobody and ends with status 4", async () => {
	const folder = scratch();
	const out = join(folder, "out");
	const file = suiteOf(folder, [
		{
			sampler: path,
			label: "shifted",
			options: { kind: "weighted", fault: "offset" },
		},
		{ sampler: path, label: "plain", options: { fault: "plain" } },
	]);
	const { status, stderr } = await run(["run", file, "--out", out]);
	expect(status).toBe(4);
	expect(recordsOf(out).map((record) => record.reason)).toEqual([
		expect.stringMatching(/a constant offset of 5$/),
		expect.stringMatching(/action as a plain array/),
	]);
	expect(stderr).toContain("a constant offset of 5");
});

describe("S in float64", () => {
	const random = createRandom("fields");
	const shapes = [[5], [1], [2, 2], [3, 4], [2, 3, 4]];

	test.each(shapes)("is the sum as it is written, on %s", (...shape) => {
		const action = phi4.create(createLattice(shape), { m2: -4, lambda: 7 });
		const fields = Float64Array.from({ length: action.space.size }, () =>
			random.normal(),
		);
		const value = float64Action(action)?.(fields);
		const { structure } = action;
		if (structure?.kind !== "scalarPolynomial") throw new Error("polynomial");
		const expected = writtenOut(structure, action.space.lattice, fields);
		expect(Math.abs((value?.value ?? 0) - expected)).toBeLessThan(
			1e-14 * (value?.magnitude ?? 0),
		);
	});

	test("where the action states no structure, its own ops are asked", async () => {
		await openTestBackend();
		const { structure: _, ...bare } = freeField.create(createLattice([4, 4]), {
			m2: 1,
		});
		const action: Action = bare;
		const { size } = action.space;
		const count = 20;
		const fields = Float32Array.from({ length: count * size }, () =>
			random.normal(),
		);
		const values = Float64Array.from({ length: count }, (_, i) =>
			writtenOut(
				{ kinetic: 1, potential: [0, 0, 1] },
				action.space.lattice,
				fields.subarray(i * size, (i + 1) * size),
			),
		);
		const structure = {
			kind: "weighted",
			logWeights: new Float64Array(count),
		} as const;
		const ensemble = { space: action.space, count, fields, structure };
		const audit = () => new ActionAudit(action);
		await audit().check({ ...ensemble, action: values });
		await expect(
			audit().check({ ...ensemble, action: values.map((s) => s + 0.01) }),
		).rejects.toThrow(/a constant offset of 0\.0(09|10?)/);
	});
});
