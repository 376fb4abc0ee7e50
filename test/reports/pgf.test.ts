/** PGF: the coordinates of the picture, every word of it, and a file that LaTeX sets in the width of a column. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { pgf } from "../../reports/figures/pgf.js";
import { segmentsOf } from "../../reports/figures/svg-path.js";
import { renderFigures } from "../../reports/figures.js";
import { escapeLatex } from "../../reports/text/escape.js";
import { hostileNames, syntheticRecords } from "./synthetic.js";

const records = syntheticRecords({ seeds: [1] });

async function filesOf(
	some: ReturnType<typeof syntheticRecords>,
	figures?: readonly { readonly chart: string }[],
) {
	const found = new Map<string, string>();
	for await (const { name, contents } of renderFigures(some, {
		target: "prd1",
		formats: ["svg", "pgf"],
		font: "computer-modern",
		...(figures === undefined ? {} : { figures }),
	}))
		found.set(name, String(contents));
	return found;
}

const usual = filesOf(records);

test("arcs become curves on their circle, and relative commands are resolved", () => {
	const circle = segmentsOf("M1,0A1,1,0,1,1,-1,0A1,1,0,1,1,1,0Z");
	const curves = circle.filter(({ kind }) => kind === "curve");
	expect(curves).toHaveLength(4);
	let [x, y] = [1, 0];
	let area = 0;
	for (const { points } of curves) {
		const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = points;
		// The middle of the curve is on the circle too, as closely as four curves can be.
		const [u, v] = [(x + 3 * a + 3 * c + e) / 8, (y + 3 * b + 3 * d + f) / 8];
		expect(Math.hypot(u, v)).toBeCloseTo(1, 3);
		area += (x * f - e * y) / 2;
		[x, y] = [e, f];
	}
	expect(Math.hypot(x - 1, y)).toBeLessThan(1e-12);
	// Four corners of a square in it, counted with the sense of the turn.
	expect(area).toBeCloseTo(2, 12);
	expect(
		segmentsOf("m1,1l2,0h1v3H0V-1Q0,0,3,3z").map((s) =>
			s.points.map((value) => Number(value.toFixed(9))),
		),
	).toEqual(
		[
			[1, 1],
			[3, 1],
			[4, 1],
			[4, 4],
			[0, 4],
			[0, -1],
		]
			.concat([[...[0, -0.333333333], ...[1, 1], ...[3, 3]]])
			.concat([[]]),
	);
});

test("places and turns of nested groups, in points and with y upwards", () => {
	const svg = `<svg viewBox="0 0 40 80"><g transform="translate(4,8)" fill="none"><g transform="scale(2) rotate(90)"><path d="M2,0L2,-4" stroke="#123456" stroke-width="4" stroke-dasharray="8,4"/><text transform="translate(1,0) rotate(-90)" font-size="16px" text-anchor="end" fill="#000000">t &#60; 10⁻³</text></g><path display="none" d="M0,0" fill="#FFFFFF"/></g></svg>`;
	const text = pgf({ svg, width: 10, height: 20 }, {}, "x.pgf", 4);
	// (2, 0) turned by 90 degrees is (0, 2), doubled (0, 4), shifted (4, 12): a quarter of it from above.
	expect(text).toContain(
		"\\pgfpathmoveto{\\pgfqpoint{1bp}{17bp}}%\n\\pgfpathlineto{\\pgfqpoint{3bp}{17bp}}%",
	);
	expect(text).toContain("\\pgfsetlinewidth{2bp}");
	expect(text).toContain("\\pgfsetdash{{4bp}{2bp}}{0bp}");
	expect(text).toContain("\\pgfusepathqstroke%");
	expect(text).toContain(
		"\\pgftext[base,right,at={\\pgfqpoint{1bp}{17.5bp}}]{\\color{lb000000}\\fontsize{8}{9.6}\\selectfont $t$ \\textless{} 10$^{-3}$}",
	);
	expect(text).not.toContain("FFFFFF");
});

test("every chart: all words of the picture, whole numbers, braces in pairs", async () => {
	const files = await usual;
	const pictures = [...files.keys()].filter((name) => name.endsWith(".pgf"));
	expect(pictures.length).toBeGreaterThan(10);
	for (const name of pictures) {
		const text = files.get(name) ?? "";
		expect(text, name).not.toMatch(/NaN|undefined|Infinity|U\+/);
		const braces = text.replace(/\\[{}]/g, "");
		expect(braces.split("{").length, name).toBe(braces.split("}").length);
		const outlines = files.get(name.replace(/pgf$/, "svg")) ?? "";
		const words = outlines.match(/<path [^>]*aria-label="/g)?.length ?? 0;
		expect(text.match(/\\pgftext\[/g)?.length ?? 0, name).toBe(words);
	}
});

test("raised and lowered digits of LaTeX", () => {
	expect(escapeLatex("1.2×10⁻¹⁷ m⁴ n₁₂")).toBe(
		"1.2$\\times$10$^{-17}$ $m^4$ n$_{12}$",
	);
});

const styles = spawnSync("kpsewhich", ["pgf.sty", "revtex4-2.cls"], {
	encoding: "utf8",
});
const both = (styles.stdout ?? "").trim().split("\n").length === 2;
test.skipIf(!both)(
	"LaTeX sets it in the width of a column, whatever the names",
	async () => {
		const hostile = syntheticRecords({
			samplers: hostileNames.map((label) => ({ name: "hmc", label })),
			seeds: [1],
		});
		const files = new Map([
			...(await usual),
			...[...(await filesOf(hostile, [{ chart: "efficiency" }]))].map(
				([name, text]) => [`h-${name}`, text] as const,
			),
		]);
		const folder = mkdtempSync(join(tmpdir(), "latticebench-pgf-"));
		try {
			const names = [...files.keys()].filter((name) => name.endsWith(".pgf"));
			for (const name of names)
				writeFileSync(join(folder, name), files.get(name) ?? "");
			const figures = names.map(
				(name) =>
					`\\begin{figure}\\setbox0\\hbox{\\input{${name}}}\\typeout{width \\the\\wd0}\\box0\\end{figure}\\clearpage`,
			);
			writeFileSync(
				join(folder, "page.tex"),
				`\\documentclass[aps,prd,twocolumn]{revtex4-2}\n\\usepackage{pgf}\n\\begin{document}\nx\n${figures.join("\n")}\n\\end{document}\n`,
			);
			const { status, stdout } = spawnSync(
				"pdflatex",
				["-interaction=nonstopmode", "-halt-on-error", "page.tex"],
				{ cwd: folder, encoding: "latin1", timeout: 60_000 },
			);
			expect(status, stdout.slice(-1500)).toBe(0);
			expect(stdout).not.toContain("Overfull");
			const widths = [...stdout.matchAll(/width ([\d.]+)pt/g)].map(
				([, width]) => Number(width),
			);
			expect(widths).toHaveLength(names.length);
			// 8.6 cm in points of TeX.
			for (const width of widths)
				expect(Math.abs(width - (8.6 / 2.54) * 72.27)).toBeLessThan(0.05);
		} finally {
			rmSync(folder, { recursive: true });
		}
	},
);
