// Makes the gallery anew from the folder of a run: its records, its report, figures, and pictures of the report;
// and pages of other suites, each from the folder of a run of its own.
//
//     node dist/cli/main.js run quick --out runs/gallery
//     node docs/gallery/make.mjs runs/gallery
//     node dist/cli/main.js run examples/contest.yaml --out runs/contest
//     node docs/gallery/make.mjs --contest runs/contest
//     node dist/cli/main.js run examples/volumes.yaml --out runs/volumes
//     node docs/gallery/make.mjs --volumes runs/volumes
//
// and so on for the suites critical-slowing, albergo2019 and symmetry.
import { execFileSync } from "node:child_process";
import { copyFileSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import bundled from "@sparticuz/chromium";
import { chromium } from "playwright-core";

const here = dirname(fileURLToPath(import.meta.url));
const program = resolve(here, "../../dist/cli/main.js");
const [first, other] = process.argv.slice(2);
const pages = [
	...["contest", "volumes", "critical-slowing", "albergo2019", "symmetry"],
].map((name) => `--${name}`);
const usage = `usage: node docs/gallery/make.mjs RUN, or ${pages.join(" RUN, or ")} RUN`;
if (
	first === undefined ||
	(first.startsWith("--") && !(pages.includes(first) && other !== undefined))
) {
	console.error(usage);
	process.exit(2);
}
const latticebench = (...words) =>
	execFileSync(process.execPath, [program, ...words], {
		stdio: ["ignore", "ignore", "inherit"],
	});

if (pages.includes(first)) {
	const name = first.slice(2);
	const page = join(here, `${name}.html`);
	latticebench("report", other, "--output", page);
	await photograph(page, { light: `${name}.png` });
} else {
	copyFileSync(join(first, "records.jsonl"), join(here, "records.jsonl"));
	const page = join(here, "report.html");
	latticebench("report", first, "--output", page);
	const figures = join(here, "figures");
	rmSync(figures, { recursive: true, force: true });
	const spec = join(here, "figures.yaml");
	latticebench(
		...["figures", first, "--spec", spec, "--format", "svg,pdf"],
		...["--output", figures],
	);
	await photograph(page, {
		light: "report-light.png",
		dark: "report-dark.png",
	});
}

/** Pictures of the top of a page, by color scheme. */
async function photograph(page, pictures) {
	const browser = await chromium.launch({
		executablePath: await bundled.executablePath(),
		// In one process, closing a page would end them all.
		args: bundled.args.filter((flag) => flag !== "--single-process"),
	});
	for (const [colorScheme, picture] of Object.entries(pictures)) {
		const view = await browser.newPage({
			viewport: { width: 1280, height: 1500 },
			colorScheme,
			offline: true,
		});
		await view.goto(pathToFileURL(page).href);
		// The charts in sight are drawn by the page's script.
		await view.waitForFunction(() =>
			[...document.querySelectorAll(".plot")]
				// Those of other targets are hidden.
				.filter(
					(plot) =>
						plot.offsetParent !== null &&
						plot.getBoundingClientRect().top < innerHeight,
				)
				.every((plot) => plot.dataset.live === "true"),
		);
		await view.screenshot({ path: join(here, picture) });
		await view.close();
	}
	await browser.close();
}
