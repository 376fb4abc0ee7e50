/** `latticebench import` as users run it. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeNpy } from "../../core/npy.js";
import { oneSite } from "../samplers/ensemble/support.js";
import { recordsOf, run, scratch } from "../support/command.js";

const target = "--action phi4 --shape 1 --parameter m2=-1 --parameter lambda=2";

test("a file becomes a row, a second one joins it, and one that does not fit ends before anything is written", async () => {
	const folder = scratch();
	const phi = join(folder, "phi.npy");
	const values = oneSite("import", 1000, -1, 2);
	await writeNpy(phi, values, [1000, 1]);
	const out = join(folder, "out");
	const first = await run([
		"import",
		phi,
		...target.split(" "),
		"--every",
		"10",
		"--out",
		out,
	]);
	expect(first.status, first.stderr).toBe(0);
	const half = join(folder, "half.npy");
	await writeNpy(
		half,
		values.map((value) => Math.SQRT2 * value),
		[1000, 1],
	);
	const second = await run([
		"import",
		half,
		"--out",
		out,
		"--convention",
		"half",
	]);
	expect(second.status, second.stderr).toBe(0);
	const records = recordsOf(out);
	expect(
		records.map(({ sampler, status, draws }) => [sampler.label, status, draws]),
	).toEqual([
		["phi", "completed", 1000],
		["half", "completed", 1000],
	]);
	// One and the same configurations in two conventions.
	const [a, b] = records.map(
		(record) => record.estimators?.chain?.observables.phi2.value ?? 0,
	);
	expect(b).toBeCloseTo(a, 12);
	const other = join(folder, "other");
	const wrong = await run([
		"import",
		phi,
		"--action",
		"phi4",
		"--shape",
		"4",
		"--parameter",
		"m2=-1",
		"--parameter",
		"lambda=2",
		"--out",
		other,
	]);
	expect(wrong.status).toBe(2);
	expect(wrong.stderr).toMatch(
		/phi.npy: shape \(1000, 1\) is not \[draw, 4\]: another lattice/,
	);
	expect(existsSync(other)).toBe(false);
});
