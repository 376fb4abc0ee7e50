// Makes the gallery anew from the folder of a run: its records, its report, figures, and pictures of the report.
//
//     node dist/cli/main.js run quick --out runs/gallery
//     node docs/gallery/make.mjs runs/gallery
import { execFileSync } from "node:child_process";
import { copyFileSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import bundled from "@sparticuz/chromium";
import { chromium } from "playwright-core";

const here = dirname(fileURLToPath(import.meta.url));
const program = resolve(here, "../../dist/cli/main.js");
const run = process.argv[2];
if (run === undefined) {
	console.error("usage: node docs/gallery/make.mjs RUN");
	process.exit(2);
}
const latticebench = (...words) =>
	execFileSync(process.execPath, [program, ...words], {
		stdio: ["ignore", "ignore", "inherit"],
	});

copyFileSync(join(run, "records.jsonl"), join(here, "records.jsonl"));
const page = join(here, "report.html");
latticebench("report", run, "--output", page);
const figures = join(here, "figures");
rmSync(figures, { recursive: true, force: true });
const spec = join(here, "figures.yaml");
latticebench(
	...["figures", run, "--spec", spec, "--format", "svg,pdf"],
	...["--output", figures],
);

const browser = await chromium.launch({
	executablePath: await bundled.executablePath(),
	// In one process, closing a page would end them all.
	args: bundled.args.filter((flag) => flag !== "--single-process"),
});
for (const colorScheme of ["light", "dark"]) {
	const view = await browser.newPage({
		viewport: { width: 1280, height: 1500 },
		colorScheme,
		offline: true,
	});
	await view.goto(pathToFileURL(page).href);
	// The charts in sight are drawn by the page's script.
	await view.waitForFunction(() =>
		[...document.querySelectorAll(".plot")]
			.filter((plot) => plot.getBoundingClientRect().top < innerHeight)
			.every((plot) => plot.dataset.live === "true"),
	);
	await view.screenshot({ path: join(here, `report-${colorScheme}.png`) });
	await view.close();
}
await browser.close();
