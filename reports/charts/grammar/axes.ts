/** Axes of numbers: linear, logarithmic, or whichever of the two shows the amounts better. */
import { formatNumber, superscript } from "../../text/format.js";
import type { Spec } from "../chart.js";
import { lookup } from "./lookup.js";

/** The field with this name on an axis of numbers. */
export function axis(
	field: "x" | "y",
	title: string,
	scale: Spec = {},
	look: Spec = {},
): Spec {
	return { field, type: "quantitative", title, scale, axis: look };
}

/** A logarithmic axis if the values span more than a factor of 8, otherwise a linear one from zero. */
export function amountAxis(
	field: "x" | "y",
	title: string,
	values: readonly number[],
): Spec {
	const [low, high] = range(values);
	return high / low > 8
		? logAxis(field, title, low / 1.3, high * 1.3)
		: axis(
				field,
				title,
				{ type: "linear", domain: [0, high * 1.08], nice: true },
				{ tickCount: 5, labelExpr: plainNumber },
			);
}

function range(values: readonly number[]): [number, number] {
	const positive = values.filter((v) => v > 0 && Number.isFinite(v));
	return positive.length === 0
		? [1, 1]
		: [Math.min(...positive), Math.max(...positive)];
}

export function logAxis(
	field: "x" | "y",
	title: string,
	low: number,
	high: number,
): Spec {
	const scale = { type: "log", domain: [low, high], nice: false };
	return axis(field, title, scale, logTicks(low, high));
}

/** Ticks at powers of ten over many decades, at 1, 2 and 5 over few, and more within one. */
export function logTicks(low: number, high: number): Spec {
	const decades = Math.log10(high / low);
	const step = Math.ceil(decades / 7);
	const mantissas =
		decades > 2.2
			? [1]
			: decades > 1.6
				? [1, 3]
				: decades > 0.9
					? [1, 2, 5]
					: [1, 2, 3, 4, 6, 8];
	const values: number[] = [];
	for (let e = Math.floor(Math.log10(low)); e <= Math.log10(high); e++)
		for (const mantissa of mantissas) {
			const value = Number(`${mantissa}e${e}`);
			if (e % step === 0 && value >= low && value <= high) values.push(value);
		}
	return {
		values,
		labelExpr: lookup(labelsOf(values)),
		labelOverlap: "greedy",
	};
}

/** Labels of ticks in our notation. Whole decades are powers, unless other numbers stand between them. */
function labelsOf(values: readonly number[]): Record<string, string> {
	const decades = values.every((value) => isPower(value));
	return Object.fromEntries(
		values.map((value) => [
			String(value),
			decades ? formatPower(value) : formatNumber(value, 1),
		]),
	);
}

function isPower(value: number): boolean {
	const order = Math.log10(value);
	return Math.abs(order - Math.round(order)) < 1e-9;
}

function formatPower(value: number): string {
	const order = Math.round(Math.log10(value));
	return order > 3 || order < -2
		? `10${superscript(order)}`
		: formatNumber(value, 1);
}

/** Labels for ticks that Vega chooses between powers of ten: those alone have one, so that none hides them. */
export const powerLabels = lookup(
	labelsOf(Array.from({ length: 61 }, (_, i) => Number(`1e${i - 30}`))),
	"''",
);

/** Labels of shares in percent as in sentences, with a space: "2 %". */
export const percentLabel = "format(100 * datum.value, '~g') + ' %'";

/** Labels of linear axes in the notation of the tables: 500, 2500, 10 000 with a thin space. */
export const plainNumber =
	"abs(datum.value) < 1e4 ? format(datum.value, '~g') : replace(format(datum.value, ',.0f'), regexp(',', 'g'), '\u202f')";
