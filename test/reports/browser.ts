/** The headless Chromium of the tests, from the npm registry: no system package is needed. */
import bundled from "@sparticuz/chromium";
import { type Browser, chromium } from "playwright-core";

export async function launch(): Promise<Browser> {
	return chromium.launch({
		executablePath: await bundled.executablePath(),
		// In one process, closing a context would end them all.
		args: bundled.args.filter((flag) => flag !== "--single-process"),
		headless: true,
	});
}
