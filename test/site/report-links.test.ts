/**
 * `report --docs`: every link to the documentation leads to a page and an anchor that exist; without it there
 * is none.
 */
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { samplerPages } from "../../cli/files/references.js";
import type { BenchRecord } from "../../core/record.js";
import { documentationHtml } from "../../reports/html/documentation.js";
import { renderHtml } from "../../reports/html.js";
import { arrange } from "../../reports/model/arrange.js";
import * as samplers from "../../samplers/registry.js";
import { buildSite } from "../../site/site.js";
import { syntheticRecords } from "../reports/synthetic.js";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");
const { pages } = buildSite(root);
const address = "https://example.org/latticebench";
const documentation = { address: `${address}/`, samplers: samplerPages };

function linksIn(html: string): string[] {
	return [...html.matchAll(/href="([^"]*)"/g)]
		.map(([, href = ""]) => href)
		.filter((href) => href.startsWith(address));
}

function leadsNowhere(link: string): boolean {
	const [path = "", anchor] = link.slice(address.length + 1).split("#");
	const page = pages.get(path);
	return (
		page === undefined ||
		(anchor !== undefined && !page.includes(` id="${anchor}"`))
	);
}

test("every built-in sampler and every kind of check has its place", () => {
	const records = syntheticRecords({
		samplers: Object.values(samplers).map(({ name }) => ({
			name,
			label: name,
		})),
		seeds: [1],
	});
	const claim = { claim: "x", kind: "student", verdict: "pass" } as const;
	const checks: BenchRecord["checks"] = {
		"exact phi2 (chain)": claim,
		"Creutz (chain)": claim,
		"R-hat (chain)": claim,
		"consistency triangle (metropolis)": claim,
		"log Z within its bounds (reweighted)": claim,
		"SD1 (chain)": claim,
	};
	const model = arrange(records.map((record) => ({ ...record, checks })));
	const links = linksIn(documentationHtml(model, documentation));
	// Two of the page itself, six kinds of checks, all samplers.
	expect(links).toHaveLength(2 + 6 + Object.keys(samplers).length);
	expect(links.filter(leadsNowhere)).toEqual([]);
});

test("the page links where an address is given, and only there", async () => {
	const records = syntheticRecords({ seeds: [1] });
	expect(await renderHtml(records)).not.toContain("<h3>Documentation</h3>");
	const html = await renderHtml(records, { documentation });
	const links = linksIn(html);
	expect(links.filter(leadsNowhere)).toEqual([]);
	for (const part of ["what-is-checked", "the-ranking", "quantities"])
		expect(links).toContain(`${address}/docs/report.html#${part}`);
	expect(links).toContain(`${address}/docs/flows.html`);
});
