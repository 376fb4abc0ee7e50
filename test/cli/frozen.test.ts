import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { expect, test } from "vitest";
import { gaussianSuite, recordsOf, run, scratch } from "../support/command.js";

type Row = Readonly<Record<string, string>>;

/** phi4 on 2 x 2 with two wells; with lambda = 1 the barrier between them is V m2^2 / 4. */
const wells = (label: string, m2: number) => ({
	action: "phi4",
	label,
	shape: [2, 2],
	parameters: { m2, lambda: 1 },
});

test("what is odd in the field is unresolved where no chain changed the sign of m, and the changes are counted", async () => {
	const folder = scratch();
	const out = join(folder, "out");
	const suite = gaussianSuite(
		folder,
		{},
		{
			targets: [wells("deep", -16), wells("flat", -1)],
			samplers: [{ sampler: "hmc", options: { chains: 4 } }],
			draws: 4000,
			budget: { seconds: 1 },
		},
	);
	// The chains start in both wells, so they disagree.
	expect((await run(["run", suite, "--out", out])).status).toBe(1);
	const tables = await run(["tables", out, "--format", "csv"]);
	const [deep, flat] = parse(tables.stdout, { columns: true }) as Row[];
	const [frozen, moving] = recordsOf(out).map(({ estimators }) => {
		if (estimators?.chain === undefined) throw new Error("a chain");
		return estimators.chain;
	});

	const why =
		/no chain changed the sign of m in 3996 updates: averages that depend on it/;
	const { magnetization, absMagnetization } = frozen.observables;
	expect(frozen.diagnostics?.signChanges).toBe(0);
	expect(magnetization.status).toBe("unresolved");
	expect(magnetization.reason).toMatch(why);
	expect(absMagnetization.status).toBe("ok");
	// Whose slowest mode is not resolved has no rank.
	expect(frozen.slowest).toBeUndefined();
	expect(deep.rank).toBe("");
	expect(deep.reason).toMatch(why);
	// No digits of what is not resolved.
	expect(deep.magnetization).toBe("");
	expect(Number(deep.absMagnetization)).toBeGreaterThan(2.5);

	expect(moving.diagnostics?.signChanges).toBeGreaterThan(100);
	expect(moving.observables.magnetization.status).toBe("ok");
	expect(flat.reason).not.toContain("no chain changed");
	expect(Math.abs(Number(flat.magnetization))).toBeLessThan(1);
});
