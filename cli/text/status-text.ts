/** `status` for a terminal: one sentence, then the cells that are not done. */
import type { LiveCell, LiveRun } from "../../reports/live/live.js";
import { summaryOf } from "../../reports/live/page.js";
import { printable } from "../../reports/text/escape.js";
import {
	formatCount,
	formatDuration,
	formatNumber,
} from "../../reports/text/format.js";
import { textTable } from "./text-table.js";

/** @param all also cells that are done */
export function statusText(run: LiveRun, all: boolean): string {
	const shown = run.cells.filter(({ kind }) => all || kind !== "done");
	const header = [
		"target",
		"sampler",
		"seed",
		"state",
		"progress",
		"time",
		"ESS",
		"where",
		"reason",
	];
	const rows = shown.map((cell) =>
		[
			cell.target,
			cell.sampler,
			String(cell.seed),
			cell.state,
			cell.now ?? "",
			timeOf(cell),
			essOf(cell),
			cell.where ?? "",
			cell.reason ?? "",
		].map(printable),
	);
	const lines = [
		`${printable(run.title)}: ${summaryOf(run).lead}`,
		...run.troubles.map(printable),
	].map((line) => `${line}\n`);
	return `${lines.join("")}${rows.length === 0 ? "" : textTable([header, ...rows], new Set([2]))}`;
}

function timeOf({ kind, seconds, secondsLeft }: LiveCell): string {
	if (seconds === undefined) return "";
	const left =
		kind === "running" && secondsLeft !== undefined
			? `, ${formatDuration(secondsLeft)} left`
			: "";
	return formatDuration(seconds) + left;
}

function essOf({ ess, draws }: LiveCell): string {
	if (ess === undefined)
		return draws === undefined ? "" : `? of ${formatCount(draws)}`;
	const of = draws === undefined ? "" : ` of ${formatCount(draws)}`;
	return formatNumber(ess) + of;
}
