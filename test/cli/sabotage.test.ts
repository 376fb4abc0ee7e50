/**
 * Two versions of samplers that users wrote, through `run` and `compare` as they would call them: what
 * is wrong with the new version is called by name, by the check that is meant for it, and what is
 * right is not.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import type { Comparison, Finding } from "../../harness/compare/finding.js";
import { recordsOf, run, scratch } from "../support/command.js";

const files = { trial: "trial-sampler", twoWells: "two-well-sampler" };

interface Entry {
	readonly from: keyof typeof files;
	readonly fixed: Readonly<Record<string, string>>;
	readonly draws: number;
}

/** One suite for each target: its samplers, where they come from, and their draws. */
const suites: Readonly<
	Record<
		string,
		{
			readonly target: object;
			readonly samplers: Readonly<Record<string, Entry>>;
		}
	>
> = {
	free: {
		target: {
			action: "free-field",
			label: "free",
			shape: [3, 3],
			parameters: { m2: 1 },
		},
		samplers: {
			walk: { from: "trial", fixed: { kind: "walk" }, draws: 20_000 },
			steady: { from: "trial", fixed: { kind: "walk" }, draws: 20_000 },
			slow: { from: "trial", fixed: { kind: "walk" }, draws: 250_000 },
			flow: { from: "trial", fixed: { kind: "flow" }, draws: 100_000 },
		},
	},
	wells: {
		target: {
			action: "phi4",
			label: "deep",
			shape: [2],
			parameters: { m2: -6, lambda: 1.5 },
		},
		samplers: { wells: { from: "twoWells", fixed: {}, draws: 4000 } },
	},
};

/** Runs a version of every sampler. What is wrong with it hides in its module, not in its options. */
async function runVersion(
	folder: string,
	seed: number,
	faults: Readonly<Record<string, Readonly<Record<string, string>>>>,
): Promise<string> {
	const runs = join(folder, "runs");
	for (const [name, { target, samplers }] of Object.entries(suites)) {
		const place = join(folder, name);
		mkdirSync(place, { recursive: true });
		const entries = Object.entries(samplers).map(
			([label, { from, fixed, draws }]) => {
				const url = new URL(`../support/${files[from]}.js`, import.meta.url);
				writeFileSync(
					join(place, `${label}.js`),
					`import { ${from} } from ${JSON.stringify(fileURLToPath(url))};
export const mine = {
	...${from},
	create: (options) => ${from}.create({ ...options, ...${JSON.stringify({ ...fixed, ...faults[label] })} }),
};
`,
				);
				return { sampler: `./${label}.js`, label, draws };
			},
		);
		const suite = join(place, "suite.yaml");
		writeFileSync(
			suite,
			JSON.stringify({
				targets: [target],
				samplers: entries,
				seeds: [seed],
				measure: { seconds: "1 ms" },
			}),
		);
		const out = join(runs, name);
		await run(["run", suite, "--out", out, "--quiet"]);
		expect(recordsOf(out).map(({ status }) => status)).toEqual(
			entries.map(() => "completed"),
		);
	}
	return runs;
}

describe("a sabotaged version", () => {
	let verdict: Comparison;
	let status: number | null;

	beforeAll(async () => {
		const folder = scratch();
		const base = await runVersion(join(folder, "base"), 1, {});
		const fresh = await runVersion(join(folder, "new"), 2, {
			walk: { fault: "accept" },
			slow: { fault: "slow" },
			flow: { fault: "density" },
			wells: { wells: "one" },
		});
		const compared = await run([
			...["compare", base, fresh, "--time", "report", "--format", "json"],
		]);
		status = compared.status;
		verdict = JSON.parse(compared.stdout) as Comparison;
	}, 600_000);

	/** What a cell is blamed for. */
	const blamed = (cell: string): Finding[] =>
		verdict.findings.filter(
			(finding) => finding.cell === cell && finding.verdict === "regressed",
		);
	const names = (cell: string) =>
		blamed(cell).map(({ layer, metric, observable }) =>
			[layer, metric, observable].join(" "),
		);

	test("exit status 1, and every reason names its cell", () => {
		expect(status).toBe(1);
		expect(verdict.verdict).toBe("regressed");
		expect(verdict.reasons.length).toBeGreaterThan(3);
	});

	test("a biased accept step: the exact value and the identities", () => {
		expect(names("free × walk")).toContain(
			"correctness check exact phi2 (chain)",
		);
		expect(names("free × walk")).toContain("correctness check SD1 (chain)");
	});

	test("tauInt worse by 30 %: the efficiency layer alone", () => {
		expect(names("free × slow")).toContain("efficiency tauInt magnetization");
		expect(blamed("free × slow").map(({ layer }) => layer)).not.toContain(
			"correctness",
		);
		const found = blamed("free × slow").find(
			({ observable }) => observable === "magnetization",
		);
		expect(found?.ratio?.low).toBeGreaterThan(1.2);
		expect(found?.ratio?.high).toBeLessThan(1.4);
	});

	test("log q off by 1 % of its spread: the Schwinger-Dyson identities", () => {
		expect(names("free × flow")).toContain(
			"correctness check SD1 (reweighted)",
		);
	});

	test("a dropped mode: the balance of signs", () => {
		expect(names("deep × wells")).toContain(
			"correctness check Z2:sign (reweighted)",
		);
	});

	test("the version that did not change is not blamed", () => {
		expect(names("free × steady")).toEqual([]);
	});
});
