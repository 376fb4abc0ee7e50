/** Reasons and remarks as records hold them, with numbers in the one notation of reports. */
import { nameHtml, printable } from "./escape.js";
import { superscript } from "./format.js";

const phaseWords: Readonly<Record<string, string>> = {
	start: "at the start",
	compile: "while compiling",
	tune: "while tuning",
	train: "while training",
	thermalise: "while thermalising",
	draw: "while drawing",
	transfer: "while transferring",
	measure: "while measuring",
};

/** How a cell ended and why: "failed while drawing: out of memory". Reasons begin with the phase. */
export function endingText(status: string, reason: string, where = ""): string {
	const [, phase = "", rest = ""] = /^([a-z]+): ([\s\S]*)$/.exec(reason) ?? [];
	const words = phaseWords[phase];
	return words === undefined
		? `${status}${where}: ${reason}`
		: `${status}${where} ${words}: ${rest}`;
}

/** For a terminal. */
export function reasonText(text: string): string {
	return withPowers(printable(text));
}

/** For HTML: isolated like a name. */
export function reasonHtml(text: string): string {
	return nameHtml(withPowers(text));
}

/** Text with powers of ten as programs print them, 4.3e-37, in the way of this file: 4.3×10⁻³⁷. */
function withPowers(text: string): string {
	return text.replace(
		/(?<![\w.])(\d+(?:\.\d+)?)e([+-]\d+)(?!\w)/g,
		(_, mantissa: string, power: string) =>
			`${mantissa === "1" ? "" : `${mantissa}×`}10${superscript(Number(power))}`,
	);
}
