/** Options of `analyze` that are no single word, read from text. */
import { InvalidArgumentError } from "commander";
import { type Axis, axisNames } from "../../harness/analyze/read/sheet.js";

/** @throws InvalidArgumentError, which commander explains with the option's name */
export function parseAxes(text: string): readonly Axis[] {
	const axes = text.split(",").map((part) => part.trim());
	const known = axes.filter((axis): axis is Axis =>
		axisNames.some((name) => name === axis),
	);
	const sound =
		known.length === axes.length &&
		new Set(axes).size === axes.length &&
		axes.includes("draw");
	if (!sound) {
		throw new InvalidArgumentError(
			"expected draw, chain and observable in the order of the axes, such as draw,chain",
		);
	}
	return known;
}

export function parseSkip(text: string): number | "auto" {
	return text === "auto" ? "auto" : whole(text, 0, "auto or a number");
}

export function parseBin(text: string): number {
	return whole(text, 1, "a number");
}

export function parseStretch(text: string): number {
	const value = Number(text);
	if (text.trim() === "" || !(value >= 0) || value === Infinity) {
		throw new InvalidArgumentError("expected a number of 0 or more");
	}
	return value;
}

function whole(text: string, least: number, what: string): number {
	const value = Number(text);
	if (!/^\d+$/.test(text) || value < least || !Number.isSafeInteger(value)) {
		throw new InvalidArgumentError(
			`expected ${what} of measurements, ${least} or more`,
		);
	}
	return value;
}

/** An option that may be given several times. */
export function collect(value: string, before: readonly string[]): string[] {
	return [...before, value];
}
