/** The live page as HTML, in the design of the report. */
import { documentHtml } from "../html/document.js";
import { styleSheet } from "../html/style.js";
import { escapeHtml, nameHtml } from "../text/escape.js";
import {
	formatCount,
	formatDuration,
	formatNumber,
	formatPercent,
	plural,
} from "../text/format.js";
import type { LiveCell, LiveKind, LiveRun } from "./live.js";
import { sparkline } from "./sparkline.js";

const own = `
.meter{display:flex;height:.9rem;border-radius:4px;overflow:hidden;background:var(--soft);margin:0 0 .6rem}
.meter i{display:block;height:100%}
.done{background:var(--good)}.running{background:var(--accent)}.bad{background:var(--bad)}.waiting{background:var(--rule)}
.live{width:100%;border-top:1.5px solid var(--ink);border-bottom:1.5px solid var(--ink)}
.live td.why{max-width:24rem}
.dot{display:inline-block;width:.6rem;height:.6rem;border-radius:50%;margin-right:.45rem}
.share{display:inline-block;width:4rem;height:.5rem;background:var(--soft);border-radius:3px;overflow:hidden;vertical-align:baseline;margin-right:.5rem}
.share i{display:block;height:100%}
.spark{width:6rem;height:1.6rem;vertical-align:middle;overflow:visible}
.spark path{fill:none;stroke:var(--accent);stroke-width:1.5;vector-effect:non-scaling-stroke}
.spark+.range{margin-left:.4rem}
.curve{display:block;white-space:nowrap}
.curve+.curve{margin-top:.6rem}
`;

/** In this order: what needs a reader first. */
const order: readonly LiveKind[] = ["bad", "running", "waiting", "done"];

/** @param options.reload seconds after which the page reads itself again; absent once the run has ended */
export function livePage(
	run: LiveRun,
	options: { readonly reload?: number } = {},
): string {
	return documentHtml({
		title: `${summaryOf(run).short} · ${run.title}`,
		style: styleSheet() + own + widths(run),
		reload: options.reload,
		body: `<div class="wrap">
<header class="mast"><div><p class="kicker">latticebench, live</p><h1>${nameHtml(run.title)}</h1><p class="sub">read at ${escapeHtml(run.at.slice(0, 19).replace("T", " "))} UTC</p></div></header>
<main>
<section class="verdict"><p class="lead">${escapeHtml(summaryOf(run).lead)}</p>
${meter(run)}${troubles(run)}</section>
<section class="part"><h2>Cells</h2>${table(run)}</section>
</main>
<footer>ESS while a cell runs is an estimate without the tests of a record. The time left assumes that as many cells run side by side as do now.</footer>
</div>`,
	});
}

export function summaryOf({ cells, secondsLeft }: LiveRun): {
	readonly short: string;
	readonly lead: string;
} {
	const count = (kind: LiveKind) =>
		cells.filter((cell) => cell.kind === kind).length;
	const [done, running, waiting, bad] = [
		count("done"),
		count("running"),
		count("waiting"),
		count("bad"),
	];
	const parts = [
		`${done} of ${plural(cells.length, "cell")} done`,
		...(running > 0 ? [`${running} running`] : []),
		...(waiting > 0 ? [`${waiting} waiting`] : []),
		...(bad > 0 ? [`${bad} without result`] : []),
		...(secondsLeft === undefined
			? []
			: [`about ${formatDuration(secondsLeft)} left`]),
	];
	return { short: `${done}/${cells.length}`, lead: `${parts.join(", ")}.` };
}

/** The policy of the page allows no style attributes, so each width is a rule. */
function widths({ cells }: LiveRun): string {
	const total = Math.max(1, cells.length);
	const shares = order.map(
		(kind) =>
			`.m-${kind}{width:${percent(cells.filter((cell) => cell.kind === kind).length / total)}}`,
	);
	const each = cells.map(
		({ fraction }, i) => `.w-${i}{width:${percent(fraction)}}`,
	);
	return [...shares, ...each].join("\n");
}

function percent(share: number): string {
	return `${(100 * share).toFixed(2)}%`;
}

function meter({ cells }: LiveRun): string {
	if (cells.length === 0) return "";
	const parts = (["done", "running", "bad", "waiting"] as const).map(
		(kind) => `<i class="${kind} m-${kind}"></i>`,
	);
	return `<div class="meter" aria-hidden="true">${parts.join("")}</div>`;
}

function troubles({ troubles: lines }: LiveRun): string {
	if (lines.length === 0) return "";
	return `<div class="trust caution"><ul>${lines.map((line) => `<li>${nameHtml(line)}</li>`).join("")}</ul></div>`;
}

function table({ cells }: LiveRun): string {
	const rows = cells
		.map((cell, i) => ({ cell, i }))
		.sort((a, b) => order.indexOf(a.cell.kind) - order.indexOf(b.cell.kind))
		.map(({ cell, i }) => row(cell, i));
	const heads = [
		["Target", "text"],
		["Sampler", "text"],
		["Seed", ""],
		["State", "text"],
		["Progress", "text"],
		["Time", ""],
		["ESS", ""],
		["Curves", "text"],
		["Where, why", "text"],
	];
	return `<div class="scroll"><table class="live"><thead><tr>${heads.map(([name = "", kind = ""]) => `<th scope="col" class="${kind}">${name}</th>`).join("")}</tr></thead><tbody>${rows.join("")}</tbody></table></div>`;
}

function row(cell: LiveCell, i: number): string {
	const { kind, seconds, secondsLeft, ess, draws } = cell;
	const bar = `<span class="share"><i class="${kind} w-${i}"></i></span>`;
	const progress =
		kind === "running"
			? `${bar}${escapeHtml(cell.now ?? formatPercent(cell.fraction))}`
			: "";
	const left =
		kind === "running" && secondsLeft !== undefined
			? ` <span class="range">${escapeHtml(formatDuration(secondsLeft))} left</span>`
			: "";
	const time = seconds === undefined ? "" : formatDuration(seconds);
	const of =
		draws === undefined
			? ""
			: ` <span class="range">of ${escapeHtml(formatCount(draws))}</span>`;
	const size =
		ess === undefined ? of && `?${of}` : escapeHtml(formatNumber(ess)) + of;
	const curves = cell.curves.map(
		({ name, points }) =>
			`<span class="curve">${sparkline(points, name)}<span class="range">${escapeHtml(name)} ${escapeHtml(formatNumber(points.at(-1)?.[1] ?? 0))}</span></span>`,
	);
	const why = [cell.where, cell.reason].flatMap((text) =>
		text === undefined ? [] : nameHtml(text),
	);
	return `<tr><th scope="row" class="text">${nameHtml(cell.target)}</th><td class="text">${nameHtml(cell.sampler)}</td><td>${cell.seed}</td><td class="text"><span class="dot ${kind}"></span>${escapeHtml(cell.state)}</td><td class="text">${progress}</td><td>${escapeHtml(time)}${left}</td><td>${size}</td><td class="text">${curves.join("")}</td><td class="why text">${why.join(" · ")}</td></tr>`;
}
