/** The page in a real browser, opened from disk with the network off. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Comparison } from "../../core/comparison.js";
import { createRandom } from "../../core/random.js";
import type { BenchRecord } from "../../core/record.js";
import { acrossCells } from "../../metrics/across/across-cells.js";
import { renderHtml } from "../../reports/html.js";
import { renderTables } from "../../reports/tables.js";
import { launch } from "./browser.js";
import { fourSamplers, hostileNames, syntheticRecords } from "./synthetic.js";

const axe = readFileSync(
	createRequire(import.meta.url).resolve("axe-core/axe.min.js"),
	"utf8",
);
const folder = mkdtempSync(join(tmpdir(), "latticebench-report-"));
let browser: Browser;

beforeAll(async () => {
	browser = await launch();
});
afterAll(async () => {
	await browser.close();
	rmSync(folder, { recursive: true, force: true });
});

interface TableRow {
	readonly cells: readonly { readonly dataset: { readonly value?: string } }[];
}

interface Opened {
	readonly page: Page;
	/** Everything the browser complained about. */
	readonly complaints: string[];
}

async function open(
	html: string,
	options: Parameters<Browser["newPage"]>[0] = {},
): Promise<Opened> {
	const path = join(folder, `${Math.abs(hashOf(html))}.html`);
	writeFileSync(path, html);
	const page = await browser.newPage({
		offline: true,
		viewport: { width: 1280, height: 900 },
		...options,
	});
	const complaints: string[] = [];
	page.on("console", (message) => {
		if (message.type() === "error" || message.type() === "warning")
			complaints.push(message.text());
	});
	page.on("pageerror", (error) => complaints.push(error.message));
	page.on("request", (request) => {
		if (!/^(file|blob|data):/.test(request.url()))
			complaints.push(`asked for ${request.url()}`);
	});
	await page.addInitScript({
		content: `document.addEventListener("securitypolicyviolation", (event) =>
			console.error("policy: " + event.violatedDirective + " " + event.blockedURI));`,
	});
	await page.goto(pathToFileURL(path).href);
	return { page, complaints };
}

function hashOf(text: string): number {
	let hash = 7;
	for (let i = 0; i < text.length; i += 97)
		hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
	return hash;
}

/** Brings every chart into view once, so that it is drawn live. */
async function scrollThrough(page: Page): Promise<void> {
	const { width, height } = page.viewportSize() ?? { width: 1280, height: 900 };
	const whole = await page.evaluate<number>(
		"document.documentElement.scrollHeight",
	);
	await page.setViewportSize({ width, height: whole });
	const waiting = `[...document.querySelectorAll(".plot")].filter(
		(plot) => plot.checkVisibility() && plot.dataset.live !== "true").length`;
	await expect
		.poll(() => page.evaluate<number>(waiting), { timeout: 60_000 })
		.toBe(0);
	await page.setViewportSize({ width, height });
}

describe("a complete page", () => {
	const records = syntheticRecords({ extents: [6, 8, 10], seeds: [1, 2] });
	const comparison = acrossCells(records, createRandom("test"));
	const options = { suite: "title: test\n", comparison };
	let html: string;
	let opened: Opened;

	beforeAll(async () => {
		html = await renderHtml(records, options);
		opened = await open(html, { acceptDownloads: true });
	});
	afterAll(() => opened.page.close());

	test("is one file that names nothing outside, and is the same again", async () => {
		// Links to papers fetch nothing unless somebody follows them.
		expect(html.replaceAll(/<a href="https:[^"]+"/g, "")).not.toMatch(
			/(src|href)="(?!#|data:)/,
		);
		expect(html).not.toMatch(/ style="/);
		expect(Buffer.byteLength(html)).toBeLessThan(2e6);
		expect(await renderHtml(records, options)).toBe(html);
	});

	test("draws all charts live without a complaint", async () => {
		const { page, complaints } = opened;
		await scrollThrough(page);
		expect(await page.locator("[data-live=true]").count()).toBeGreaterThan(12);
		expect(complaints).toEqual([]);
	});

	test("the live chart of the efficiency shows every row", async () => {
		const { page } = opened;
		const rows = await page
			.locator("#target-1 .ranking tbody.ranked tr")
			.count();
		const labels = await page
			.locator("#target-1-efficiency-1 .role-axis-label text")
			.allTextContents();
		expect(labels.filter((label) => /[a-z]{3}/.test(label))).toHaveLength(rows);
	});

	test("sorts by any column", async () => {
		const { page } = opened;
		const cells = page.locator(
			"#target-1 .ranking tbody.ranked td[data-value]",
		);
		expect(await cells.count()).toBeGreaterThan(20);
		const head = page.locator("#target-1 .ranking thead th", {
			hasText: "Preparation",
		});
		const index = await head.evaluate(
			(cell: { cellIndex: number }) => cell.cellIndex,
		);
		const values = () =>
			page
				.locator("#target-1 .ranking tbody.ranked tr")
				.evaluateAll(
					(rows: readonly TableRow[], at: number) =>
						rows.map((row) => Number(row.cells[at].dataset.value)),
					index,
				);
		await head.locator("button").focus();
		await page.keyboard.press("Enter");
		expect(await head.getAttribute("aria-sort")).toBe("ascending");
		const up = await values();
		expect(up).toEqual([...up].sort((a, b) => a - b));
		await page.keyboard.press("Enter");
		expect(await values()).toEqual([...up].sort((a, b) => b - a));
	});

	test("a point says its words when hovered", async () => {
		const { page } = opened;
		const point = page
			.locator("#target-1-efficiency-1 .mark-symbol path")
			.last();
		await point.scrollIntoViewIfNeeded();
		await point.hover({ force: true });
		await expect
			.poll(() => page.locator(".tip").textContent())
			.toMatch(/per device-second/);
	});

	test("a line says its numbers where it is pointed at", async () => {
		const { page } = opened;
		const line = page.locator("#target-1-total-cost-1 .mark-line path").first();
		await line.scrollIntoViewIfNeeded();
		/** Both ends of the line, in the window. */
		const ends = await line.evaluate((element) => {
			const path = element as unknown as {
				getTotalLength(): number;
				getPointAtLength(at: number): { matrixTransform(m: unknown): Point };
				getScreenCTM(): unknown;
			};
			interface Point {
				readonly x: number;
				readonly y: number;
			}
			const length = path.getTotalLength();
			return [0.002, 0.998].map((share) => {
				const { x, y } = path
					.getPointAtLength(share * length)
					.matrixTransform(path.getScreenCTM());
				return { x, y };
			});
		});
		const said: (string | null)[] = [];
		for (const { x, y } of ends) {
			await page.mouse.move(x, y);
			await expect
				.poll(() => page.locator(".tip").textContent())
				.toMatch(/effective configurations in/);
			said.push(await page.locator(".tip").textContent());
		}
		expect(said[0]).toMatch(
			/\n10 effective configurations in [\d.]+ device-seconds$/,
		);
		expect(said[1]).toMatch(
			/\n10⁷ effective configurations in [\d.]+ device-seconds$/,
		);
	});

	test("switches themes, and the pictures follow", async () => {
		const { page } = opened;
		const evaluate = (expression: string) => page.evaluate<string>(expression);
		const colour = () =>
			evaluate(
				`getComputedStyle(document.querySelector("#target-1-efficiency-1 .role-axis-title text")).fill`,
			);
		const paper = () =>
			evaluate("getComputedStyle(document.body).backgroundColor");
		await page.getByRole("button", { name: "Light", exact: true }).click();
		const [lightInk, lightPaper] = [await colour(), await paper()];
		await page.getByRole("button", { name: "Dark", exact: true }).click();
		expect(await paper()).not.toBe(lightPaper);
		expect(await colour()).not.toBe(lightInk);
		await page.getByRole("button", { name: "Auto", exact: true }).click();
		expect(await paper()).toBe(lightPaper);
	});

	test("emphasises one sampler and lets the others fade", async () => {
		const { page } = opened;
		const faded = () =>
			page
				.locator("#target-1-efficiency-1 .mark-symbol path[opacity]")
				.evaluateAll(
					(paths) =>
						paths.filter((p) => Number(p.getAttribute("opacity")) < 0.2).length,
				);
		expect(await faded()).toBe(0);
		const button = page.locator("#target-1 .samplers button").first();
		await button.click();
		expect(await button.getAttribute("aria-pressed")).toBe("true");
		await expect.poll(faded).toBeGreaterThan(3);
		await button.click();
		await expect.poll(faded).toBe(0);
	});

	test("shows one target at a time", async () => {
		const { page } = opened;
		await page.locator(".targets a").nth(1).click();
		expect(await page.locator("#target-1").isVisible()).toBe(false);
		expect(await page.locator("#target-2").isVisible()).toBe(true);
		await page.locator(".targets a").first().click();
	});

	test("experts unfold their charts, and read what is missing", async () => {
		const { page, complaints } = opened;
		const part = page.locator("#target-1 .diagnostics");
		expect(await part.locator("figure").first().isVisible()).toBe(false);
		await part.locator("> summary").click();
		await part.locator("figure").last().scrollIntoViewIfNeeded();
		await page.waitForSelector("#target-1-modes-1[data-live=true]");
		expect(await part.locator("> .note").textContent()).toContain(
			"Tunnelling: histories of the topological charge",
		);
		await part.locator("> summary").click();
		expect(complaints).toEqual([]);
	});

	test("gives the records back byte by byte", async () => {
		const { page } = opened;
		const comparison = acrossCells(records, createRandom("test"));
		for (const [name, expected] of [
			["records.jsonl", records.map((r) => `${JSON.stringify(r)}\n`).join("")],
			["ranking.csv", renderTables(records, "csv", comparison)],
		]) {
			const waiting = page.waitForEvent("download");
			await page.getByRole("button", { name: `Save ${name}` }).click();
			const download = await waiting;
			expect(download.suggestedFilename()).toBe(name);
			expect(readFileSync(await download.path(), "utf8")).toBe(expected);
		}
	});

	test("prints all targets to PDF", async () => {
		const { page, complaints } = opened;
		const pdf = await page.pdf({ format: "A4", printBackground: true });
		expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
		await page.emulateMedia({ media: "print" });
		expect(await page.locator("#target-3").isVisible()).toBe(true);
		await page.emulateMedia({ media: "screen" });
		expect(complaints).toEqual([]);
	});

	test("fits a narrow screen", async () => {
		const { page } = opened;
		await page.setViewportSize({ width: 400, height: 800 });
		// The charts follow a moment after the window.
		await expect
			.poll(() => page.evaluate<number>("document.documentElement.scrollWidth"))
			.toBeLessThanOrEqual(400);
		const widest = `Math.max(...[...document.querySelectorAll("#target-1 .plot svg")]
			.map((svg) => svg.getBoundingClientRect().width))`;
		await expect
			.poll(() => page.evaluate<number>(widest))
			.toBeLessThanOrEqual(400);
	});
});

/** Serious and critical findings of axe-core, run from outside the page's policy. */
async function violations(page: Page, rules = ""): Promise<string[]> {
	return page.evaluate<string[]>(`axe.run(${rules}).then(({ violations }) =>
		violations
			.filter(({ impact }) => impact === "serious" || impact === "critical")
			.map(({ id, nodes }) => id + ": " + nodes[0].html.slice(0, 200)))`);
}

test("axe finds nothing serious, light and dark", async () => {
	const records = syntheticRecords({
		samplers: fourSamplers.slice(0, 3),
		seeds: [1],
		failing: "realnvp",
	});
	// The sampler that fails its check also disagrees with the others.
	const comparison = acrossCells(records, createRandom("test"));
	const { page, complaints } = await open(
		await renderHtml(records, { comparison }),
		{ colorScheme: "light" },
	);
	expect(await page.locator(".pairs").isVisible()).toBe(true);
	await scrollThrough(page);
	expect(complaints).toEqual([]);
	await page.evaluate(axe);
	expect(await violations(page)).toEqual([]);
	await page.emulateMedia({ colorScheme: "dark" });
	// The theme changes colours and nothing else.
	expect(await violations(page, `{ runOnly: ["cat.color"] }`)).toEqual([]);
	await page.close();
});

test("with scripts off everything is still there", async () => {
	const records = syntheticRecords({ extents: [6, 8] });
	const { page } = await open(await renderHtml(records), {
		javaScriptEnabled: false,
	});
	expect(await page.locator("#target-2 .ranking").isVisible()).toBe(true);
	const pictures = page.locator("#target-2 > .charts .plot > svg");
	expect(await pictures.count()).toBeGreaterThan(8);
	for (const picture of await pictures.all()) {
		const box = await picture.boundingBox();
		expect(box?.height ?? 0).toBeGreaterThan(60);
	}
	expect(await page.locator(".theme").isVisible()).toBe(false);
	await page.close();
});

/** A comparison in which the first sampler disagrees with all others. */
function disagreeing(records: readonly BenchRecord[]): Comparison {
	const { targets } = acrossCells(records, createRandom("test"));
	return {
		schema: 1,
		targets: targets.map((target) => ({
			...target,
			pairs: target.pairs.map((pair) => ({
				...pair,
				verdict: pair.left === 0 ? "fail" : "pass",
			})),
		})),
	};
}

test("a break-even that is never reached and one without bound are said in words", async () => {
	const records = syntheticRecords({ seeds: [1] });
	const { targets } = acrossCells(records, createRandom("test"));
	const comparison: Comparison = {
		schema: 1,
		targets: targets.map((target) => ({
			...target,
			machines: target.machines.map((machine) => ({
				...machine,
				breakEven: machine.breakEven.map((entry, i) => ({
					...entry,
					n:
						i % 2 === 0
							? { low: 12, never: 0.75 }
							: { value: 34, low: 5, never: 0.25 },
				})),
			})),
		})),
	};
	const { page, complaints } = await open(
		await renderHtml(records, { comparison }),
	);
	const note = page.locator("#target-1 figure", { hasText: "Total cost" });
	const text = (await note.textContent()) ?? "";
	expect(text).toContain(
		"never becomes cheaper than hmc by the medians (90 % interval 12–unbounded, never in 75.0 % of resamples)",
	);
	expect(text).toContain(
		"n = 34 (90 % interval 5.0–unbounded, never in 25.0 % of resamples) on",
	);
	expect(complaints).toEqual([]);
	await page.close();
});

test("hostile names are shown, not run", async () => {
	const samplers = hostileNames.map((label, i) => ({
		name: i % 2 === 0 ? "hmc" : "realnvp",
		label,
	}));
	const records = syntheticRecords({ samplers, seeds: [1] }).map(
		(record, i) => ({
			...record,
			suite: hostileNames[0],
			action: { ...record.action, label: hostileNames[3] },
			...(i === 1
				? { status: "failed" as const, reason: hostileNames[2] }
				: {}),
		}),
	);
	const html = await renderHtml(records, {
		title: hostileNames[5],
		suite: hostileNames.join("\n"),
		command: hostileNames[1],
		comparison: disagreeing(records),
	});
	const { page, complaints } = await open(html);
	await scrollThrough(page);
	expect(complaints).toEqual([]);
	expect(await page.evaluate<boolean>(`"hacked" in window`)).toBe(false);
	expect(await page.title()).toContain("</title>");
	const scripts = page.locator("script:not([type])");
	expect(await scripts.count()).toBe(1);
	expect(await page.locator("iframe, object, embed").count()).toBe(0);
	const images = page.locator("img");
	for (const image of await images.all())
		expect(await image.getAttribute("src")).toMatch(/^data:image\/png;base64,/);
	const pairs = await page.locator(".pairs tbody th").allTextContents();
	expect(pairs.some((pair) => pair.includes(hostileNames[2]))).toBe(true);
	expect(await page.locator(".trust").first().textContent()).toContain(
		hostileNames[0],
	);
	const names = await page
		.locator(".ranking tbody.ranked th bdi, .ranking tbody.failed th bdi")
		.allTextContents();
	expect(names).toContain(hostileNames[0]);
	expect(names.every((name) => name.length <= 60)).toBe(true);
	await page.close();
});

test("no records, and records without results", async () => {
	const empty = await open(await renderHtml([]));
	expect(await empty.page.locator(".lead").textContent()).toContain(
		"no records",
	);
	expect(empty.complaints).toEqual([]);
	const bare = syntheticRecords().map(
		({
			estimators,
			efficiency,
			checks,
			history,
			diagnostics,
			cost,
			...rest
		}) => ({
			...rest,
			status: "timeout" as const,
			reason: "took longer than 10 s",
		}),
	);
	const lost = await open(await renderHtml(bare));
	expect(await lost.page.locator(".lead").textContent()).toContain(
		"Nobody can be ranked",
	);
	expect(lost.complaints).toEqual([]);
	await empty.page.close();
	await lost.page.close();
});
