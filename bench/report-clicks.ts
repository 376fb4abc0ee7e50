/** How long a report takes to answer, in the headless Chromium of the tests. */
import bundled from "@sparticuz/chromium";
import { chromium, type Page } from "playwright-core";

export interface ClickTimes {
	/** What was clicked. */
	readonly name: string;
	/**
	 * From the click to the picture that follows it, as the browser measures it (Event Timing, in steps of 8 ms;
	 * below 16 ms it says nothing, and 16 stands here).
	 */
	readonly milliseconds: readonly number[];
}

const shortest = 16;

/** What readers click, and how often it is tried. */
const clicks: readonly (readonly [string, string, number])[] = [
	["choose samplers", ".target:not([hidden]) .samplers button", 3],
	["hide and show", ".target:not([hidden]) .samplers input", 2],
	["sort a ranking", ".target:not([hidden]) .sort", 3],
	["another target", ".targets a", 4],
	["open the menu of a chart", ".target:not([hidden]) .menu summary", 2],
	["open the data of a chart", ".target:not([hidden]) figure > details", 2],
	["open the diagnostics", ".target:not([hidden]) .diagnostics > summary", 1],
];

export async function clickTimes(
	address: string,
): Promise<readonly ClickTimes[]> {
	const browser = await chromium.launch({
		executablePath: await bundled.executablePath(),
		// In one process, closing a page would end them all.
		args: bundled.args.filter((flag) => flag !== "--single-process"),
	});
	try {
		const page = await browser.newPage({
			viewport: { width: 1280, height: 900 },
			offline: true,
		});
		await page.addInitScript({
			content: `window.slowest = 0; new PerformanceObserver((list) => { for (const { duration } of list.getEntries()) window.slowest = Math.max(window.slowest, duration); }).observe({ type: "event", durationThreshold: ${shortest} });`,
		});
		await page.goto(address);
		// Charts are drawn where a reader is, and the first may lie below what fits the window.
		await page
			.locator(".target:not([hidden]) .plot")
			.first()
			.scrollIntoViewIfNeeded();
		await page.waitForSelector(".plot[data-live=true]");
		const times: ClickTimes[] = [];
		for (const [name, selector, count] of clicks) {
			const milliseconds: number[] = [];
			for (let i = 0; i < count; i++)
				milliseconds.push(await clickTime(page, selector, i));
			times.push({ name, milliseconds });
		}
		return times;
	} finally {
		await browser.close();
	}
}

async function clickTime(
	page: Page,
	selector: string,
	index: number,
): Promise<number> {
	const found = page.locator(selector);
	const one = found.nth(index % (await found.count()));
	await one.scrollIntoViewIfNeeded();
	// What scrolling has brought into view is drawn before the click.
	await page.waitForTimeout(600);
	await page.evaluate("window.slowest = 0");
	await one.click();
	await page.waitForTimeout(600);
	return Math.max(shortest, Number(await page.evaluate("window.slowest")));
}
