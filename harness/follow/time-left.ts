/** How long a run will still take, from the times of its cells so far. */
import { mean } from "../../core/statistics/moments.js";
import { stageShares } from "../executor.js";
import type { CellView, Snapshot } from "./snapshot.js";

/** Before this share is done, an extrapolation is meaningless. */
const earliest = 0.02;

/**
 * Seconds until the last cell ends if as many cells run side by side as do now. A cell that has not begun
 * is taken to last as long as others of its sampler and target did, else of its sampler, else all.
 * Undefined as long as nothing is known, or where nothing runs.
 */
export function timeLeft({ cells }: Snapshot): number | undefined {
	const running = cells.filter(({ state }) => state === "running");
	if (running.length === 0) return undefined;
	let left = 0;
	let longest = 0;
	for (const cell of cells) {
		const seconds = remaining(cell, cells);
		if (seconds === undefined) return undefined;
		left += seconds;
		if (cell.state === "running") longest = Math.max(longest, seconds);
	}
	return Math.max(longest, left / running.length);
}

/** Fraction of a cell's work that is done, in [0, 1]. */
export function fractionOf({ trail }: CellView): number {
	const last = trail?.points.at(-1);
	if (last === undefined) return 0;
	const { from, share } = stageShares[last.stage];
	return from + share * Math.min(1, Math.max(0, last.fraction));
}

function remaining(
	cell: CellView,
	cells: readonly CellView[],
): number | undefined {
	const { state, seconds = 0 } = cell;
	const waits = state === "waiting" || state === "queued";
	if (!waits && state !== "running") return 0;
	const usual = usualSeconds(cell, cells);
	if (waits) return usual;
	const fraction = fractionOf(cell);
	if (fraction >= earliest) return (seconds * (1 - fraction)) / fraction;
	return usual === undefined ? undefined : Math.max(0, usual - seconds);
}

function usualSeconds(
	{ sampler, target }: CellView,
	cells: readonly CellView[],
): number | undefined {
	const done = cells.filter(
		({ state, seconds }) => state === "completed" && seconds !== undefined,
	);
	const alike = done.filter((cell) => cell.sampler === sampler);
	const equal = alike.filter((cell) => cell.target === target);
	const begun = cells.filter(
		(cell) => cell.state === "running" && fractionOf(cell) >= earliest,
	);
	const whole = [
		equal.map(({ seconds = 0 }) => seconds),
		alike.map(({ seconds = 0 }) => seconds),
		done.map(({ seconds = 0 }) => seconds),
		begun.map((other) => (other.seconds ?? 0) / fractionOf(other)),
	].find((list) => list.length > 0);
	return whole && mean(whole);
}
