/** The documentation: no dead link, no absolute path, and nothing that axe objects to. */
import {
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, posix, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { contractsOf } from "../../site/contracts.js";
import { renderMarkdown } from "../../site/markdown.js";
import { placeOf } from "../../site/places.js";
import { buildSite } from "../../site/site.js";
import { launch } from "../reports/browser.js";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");
const site = buildSite(root);

function attributesIn(html: string, name: string): string[] {
	const text = html.replace(/<script[\s\S]*?<\/script>/g, "");
	return [...text.matchAll(new RegExp(`<[^>]* ${name}="([^"]*)"`, "g"))].map(
		([, value = ""]) => value,
	);
}

describe("links", () => {
	test.each([...site.pages.keys()])("of %s lead somewhere", (path) => {
		const html = site.pages.get(path) ?? "";
		const wrong = [
			...attributesIn(html, "href"),
			...attributesIn(html, "src"),
		].filter((link) => {
			if (/^(https:|mailto:)/.test(link)) return false;
			if (/^([a-z]+:|\/)/i.test(link)) return true;
			const [target = "", anchor = ""] = link.split("#");
			const to = target === "" ? path : posix.join(posix.dirname(path), target);
			const page = site.pages.get(to);
			if (page === undefined) return !site.files.has(to);
			return anchor !== "" && !attributesIn(page, "id").includes(anchor);
		});
		expect(wrong).toEqual([]);
	});

	test("every page of docs/ can be reached from the first one", () => {
		const first = attributesIn(site.pages.get("index.html") ?? "", "href");
		for (const path of site.pages.keys()) expect(first).toContain(path);
	});

	test("a dead link stops the making, with its place", () => {
		expect(() =>
			placeOf("no-such.md", "docs", new Set(), () => undefined),
		).toThrow("docs: the link no-such.md leads to nothing");
	});
});

test("headings have the anchors of GitHub, and raw HTML stays text", () => {
	const { html, headings } = renderMarkdown(
		"# A `b`: c, d\n\n## A b: c, d\n\n<script>x</script>",
		(href) => ({ href }),
	);
	expect(headings.map(({ id }) => id)).toEqual(["a-b-c-d", "a-b-c-d-1"]);
	expect(html).not.toContain("<script>");
	const fence = renderMarkdown("```\na\n\tb\n```", (href) => ({ href }));
	expect(fence.html).toContain("<code>a\n  b\n</code>");
});

test("the contracts hold what the library exports, with its words", () => {
	const contracts = contractsOf(root);
	const index = readFileSync(join(root, "library/index.ts"), "utf8");
	const names = [...index.matchAll(/export (?:type )?\{([^}]*)\} from "\./g)]
		.flatMap(([, list = ""]) => list.split(","))
		.map((name) => name.trim())
		.filter((name) => name !== "");
	const shown = contracts.flatMap(({ declarations }) => declarations);
	expect(shown.map(({ name }) => name).sort()).toEqual(names.sort());
	for (const { code } of shown) {
		// Whole declarations: what is opened is closed.
		expect(code.match(/[{([]/g)?.length).toBe(code.match(/[})\]]/g)?.length);
		expect(code).not.toContain("\n\n\n");
	}
});

describe("in a browser, from disk, without network", () => {
	const folder = mkdtempSync(join(tmpdir(), "latticebench-site-"));
	let browser: Awaited<ReturnType<typeof launch>>;
	beforeAll(async () => {
		for (const [path, html] of site.pages) {
			mkdirSync(dirname(join(folder, path)), { recursive: true });
			writeFileSync(join(folder, path), html);
		}
		browser = await launch();
	});
	afterAll(async () => {
		await browser.close();
		rmSync(folder, { recursive: true, force: true });
	});

	test("axe finds nothing, narrow and wide, light and dark", async () => {
		const axe = readFileSync(
			createRequire(import.meta.url).resolve("axe-core/axe.min.js"),
			"utf8",
		);
		for (const [path, width, colorScheme] of [
			["index.html", 400, "light"],
			["docs/figures.html", 1440, "dark"],
			["contracts.html", 800, "dark"],
			["search.html", 1440, "light"],
		] as const) {
			const page = await browser.newPage({
				viewport: { width, height: 900 },
				colorScheme,
				offline: true,
			});
			await page.goto(pathToFileURL(join(folder, path)).href);
			await page.evaluate(axe);
			const found = await page.evaluate<string[]>(
				"axe.run().then(({ violations, incomplete }) => [...violations, ...incomplete].map(({ id, nodes }) => id + ' ' + nodes[0].html.slice(0, 120)))",
			);
			expect([path, ...found]).toEqual([path]);
			expect(
				await page.evaluate(
					"document.documentElement.scrollWidth <= innerWidth",
				),
			).toBe(true);
			await page.close();
		}
	});

	test("the search finds a section and leads to it", async () => {
		const page = await browser.newPage({ offline: true });
		await page.goto(pathToFileURL(join(folder, "search.html")).href);
		await page.fill("#words", "siunitx");
		const link = page.locator("#found a").first();
		expect(await link.getAttribute("href")).toMatch(/^docs\/figures\.html#/);
		await link.click();
		await page.waitForURL(/figures\.html#/);
		await page.close();
	});
});
