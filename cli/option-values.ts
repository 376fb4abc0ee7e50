/**
 * Values of options, read from text. All throw InvalidArgumentError, which commander explains with
 * the name of the option.
 */
import { InvalidArgumentError } from "commander";

type Reader<T> = (text: string) => T;

/** @param expected the sentence about what was expected, if the bounds alone do not say it well */
export function wholeNumber(
	least: number,
	most = Number.MAX_SAFE_INTEGER,
	expected = `a whole number ${range(least, most)}`,
): Reader<number> {
	return (text) => {
		const value = Number(text);
		if (text.trim() === "" || !Number.isSafeInteger(value))
			throw unexpected(expected, text);
		if (value < least || value > most) throw unexpected(expected, text);
		return value;
	};
}

export function realNumber(
	least: number,
	most = Number.MAX_VALUE,
	expected = `a number ${range(least, most)}`,
): Reader<number> {
	return (text) => {
		const value = Number(text);
		if (text.trim() === "" || !(value >= least && value <= most))
			throw unexpected(expected, text);
		return value;
	};
}

export const positiveNumber = realNumber(
	Number.MIN_VALUE,
	Number.MAX_VALUE,
	"a positive number",
);

/** Names with commas between. */
export function names(text: string): string[] {
	return text
		.split(",")
		.map((name) => name.trim())
		.filter((name) => name !== "");
}

/** Extents of a lattice, such as 8x8 or 8,8. */
export function extents(text: string): number[] {
	const parts = text.split(/[x×,]/);
	if (parts.includes("")) throw unexpected("extents such as 8x8", text);
	return parts.map(wholeNumber(1, undefined, "a whole number above 0"));
}

/** Couplings, such as m2=-4,lambda=6.975. */
export function couplings(text: string): Record<string, number> {
	return Object.fromEntries(
		names(text).map((pair) => {
			const [, name, value = ""] = /^([^=]+)=(.+)$/.exec(pair) ?? [];
			if (name === undefined || !Number.isFinite(Number(value)))
				throw unexpected("NAME=NUMBER with commas between", pair);
			return [name.trim(), Number(value)];
		}),
	);
}

/** An address of the web or of this machine, with its scheme. */
export function webAddress(text: string): string {
	if (!URL.canParse(text) || !/^(https?|file):/i.test(text))
		throw unexpected("an address such as https://example.org/docs", text);
	return text;
}

/** An option that may be given several times. */
export function repeated(value: string, before: readonly string[]): string[] {
	return [...before, value];
}

function range(least: number, most: number): string {
	return most >= Number.MAX_SAFE_INTEGER
		? `of ${least} or more`
		: `from ${least} to ${most}`;
}

function unexpected(what: string, text: string): InvalidArgumentError {
	return new InvalidArgumentError(
		`expected ${what}, got ${JSON.stringify(text)}`,
	);
}
