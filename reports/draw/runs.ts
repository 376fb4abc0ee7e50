/**
 * A line of text as runs of one font file each. No font has every sign of the charts: what a family
 * lacks comes from the next one, and Computer Modern's raised and lowered digits are its own digits,
 * made smaller as TeX does.
 */
import { readFileSync } from "node:fs";
import { type Advances, readAdvances } from "./advances.js";
import { chain, type Family, type Weight } from "./families.js";

export interface Run {
	readonly text: string;
	/** Path of the font. */
	readonly file: string;
	/** Size, as a share of the size of the line. */
	readonly scale: number;
	/** Height above the base line, in em of the line; below 0 for indices. */
	readonly rise: number;
}

const upper = new Map(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ", "0123456789+−=()n"));
const lower = new Map(
	zip("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₒₓₙₜᵢⱼ", "0123456789+−=()aeoxntij"),
);
/** Scripts of TeX at 8 points are 6 points high, a third of an em up and a sixth down. */
const scripts = { scale: 0.75, up: 0.34, down: -0.16 } as const;

function zip(small: string, usual: string): [string, string][] {
	const letters = [...usual];
	return [...small].map((char, i) => [char, letters[i] ?? char]);
}

const open = new Map<string, Advances>();

/** Widths of the letters of a file. */
export function advancesOf(file: string): Advances {
	const known = open.get(file) ?? readAdvances(readFileSync(file));
	open.set(file, known);
	return known;
}

/** Runs from left to right. Together they hold the text, with raised digits as digits. */
export function runsOf(text: string, family: Family, weight: Weight): Run[] {
	const runs: Run[] = [];
	for (const char of text) {
		const last = runs.at(-1);
		const piece =
			last !== undefined && joins(char, last)
				? { ...last, text: char }
				: runOf(char, family, weight);
		if (
			last !== undefined &&
			last.file === piece.file &&
			last.rise === piece.rise
		)
			runs[runs.length - 1] = { ...last, text: last.text + piece.text };
		else runs.push(piece);
	}
	return runs;
}

/** Marks above a letter stand in its font. */
function joins(char: string, { file }: Run): boolean {
	return (
		/\p{M}/u.test(char) &&
		advancesOf(file).of(char.codePointAt(0) ?? 0) !== undefined
	);
}

function runOf(char: string, family: Family, weight: Weight): Run {
	const above = family.composed ? upper.get(char) : undefined;
	const below = family.composed ? lower.get(char) : undefined;
	const text = above ?? below ?? char;
	const code = text.codePointAt(0) ?? 0;
	const files = chain(family).map(({ files }) => files[weight]);
	// What no font has is left to the last one, which knows how wide it is.
	const file =
		files.find((name) => advancesOf(name).of(code) !== undefined) ??
		files.at(-1) ??
		family.files[weight];
	if (text === char) return { text, file, scale: 1, rise: 0 };
	const rise = above === undefined ? scripts.down : scripts.up;
	return { text, file, scale: scripts.scale, rise };
}
