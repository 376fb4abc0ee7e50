/** Reads those options of `analyze` whose text has a grammar of its own. */
import { InvalidArgumentError } from "commander";
import { type Axis, axisNames } from "../../harness/analyze/read/sheet.js";
import { realNumber, wholeNumber } from "../option-values.js";

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
	return text === "auto"
		? text
		: whole(0, "auto or a number of measurements, 0 or more")(text);
}

export const parseBin = whole(1, "a number of measurements, 1 or more");
export const parseStretch = realNumber(0);

function whole(least: number, expected: string) {
	return wholeNumber(least, Number.MAX_SAFE_INTEGER, expected);
}
