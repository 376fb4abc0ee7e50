/** What the report says of where code came from and which engine ran it. */
import { expect, test } from "vitest";
import type { BenchRecord } from "../../core/record.js";
import { environmentHtml } from "../../reports/html/environment.js";
import { arrange } from "../../reports/model/arrange.js";
import { syntheticRecords } from "./synthetic.js";

const [first] = syntheticRecords();
const page = (...records: BenchRecord[]): string =>
	environmentHtml(arrange(records), {});

test("code that is not built in is named, escaped, with its hash", () => {
	const module = { path: "./<b>.js", sha256: "0123456789ab".padEnd(64, "c") };
	const html = page({
		...first,
		action: { ...first.action, module },
		sampler: { ...first.sampler, module },
		observables: [module],
	});
	const named = " from <bdi>./&#60;b&#62;.js</bdi>, SHA-256 0123456789ab…";
	expect(html.split(named)).toHaveLength(4);
	expect(page(first)).not.toContain("SHA-256 0");
});

test("engines are named, by target where they differ, with what a faster one would need", () => {
	const slow = {
		...first,
		key: "f".repeat(16),
		action: { ...first.action, label: "odd", parameters: { m2: 2 } },
		facts: { engine: "autodiff", fusedKernel: "the kernel needs <more>" },
	};
	const fast = { ...first, facts: { engine: "fused" } };
	expect(page(fast)).toContain("<td>engine</td><td><bdi>fused</bdi></td>");
	const both = page(fast, slow);
	expect(both).toContain(
		`<td><bdi>fused</bdi> (<bdi>${first.action.label}</bdi>)</td>`,
	);
	expect(both).toContain(
		"<td><bdi>autodiff; the kernel needs &#60;more&#62;</bdi> (<bdi>odd</bdi>)</td>",
	);
});

test("the suite is shown without folders of the machine that ran it", () => {
	const suite = `targets:
  - label: deep
    action: /data/lattice/actions/phi6.js
samplers:
  - label: mine
    sampler: /data/lattice/mine.js
    options: { note: a/b }
observables:
  - /data/lattice/two words.js
`;
	const html = environmentHtml(arrange([first]), { suite });
	expect(html).not.toContain("/data");
	for (const shown of [
		"action: ./actions/phi6.js\n",
		"sampler: ./mine.js\n",
		"note: a/b",
		"- ./two words.js\n",
	])
		expect(html).toContain(shown);
	const alone = { suite: "sampler: 'C:\\work\\mine.js'\n" };
	expect(environmentHtml(arrange([first]), alone)).toContain("./mine.js");
});
