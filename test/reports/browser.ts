/** The headless Chromium of the tests, from the npm registry: no system package is needed. */
import bundled from "@sparticuz/chromium";
import { type Browser, chromium } from "playwright-core";

/**
 * In one process, closing a context would end them all. A GPU in software takes more processor time than
 * all else, and our pages ask for none.
 */
const unwanted = [
	...["--single-process", "--ignore-gpu-blocklist", "--use-gl=angle"],
	...["--use-angle=swiftshader", "--enable-unsafe-swiftshader"],
];

export async function launch(): Promise<Browser> {
	return chromium.launch({
		executablePath: await bundled.executablePath(),
		args: [
			...bundled.args.filter((flag) => !unwanted.includes(flag)),
			"--disable-gpu",
		],
		headless: true,
	});
}
