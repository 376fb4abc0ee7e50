/** A number with its derivatives: exact automatic differentiation in forward mode. */
import { element } from "../../../core/elements.js";
export interface Dual {
	readonly value: number;
	/** Derivatives with respect to the variables, in their order. */
	readonly slopes: readonly number[];
}

export function constant(value: number, variables: number): Dual {
	return { value, slopes: new Array<number>(variables).fill(0) };
}

export function variable(
	value: number,
	index: number,
	variables: number,
): Dual {
	const slopes = new Array<number>(variables).fill(0);
	slopes[index] = 1;
	return { value, slopes };
}

/** f(a) with the slope f'(a). */
export function chainRule(a: Dual, value: number, slope: number): Dual {
	return {
		value,
		slopes: a.slopes.map((each) => (each === 0 ? 0 : slope * each)),
	};
}

function combine(
	a: Dual,
	b: Dual,
	value: number,
	left: number,
	right: number,
): Dual {
	return {
		value,
		slopes: a.slopes.map(
			(each, k) =>
				(each === 0 ? 0 : left * each) +
				(b.slopes[k] === 0 ? 0 : right * element(b.slopes, k)),
		),
	};
}

export const operators = {
	"+": (a: Dual, b: Dual) => combine(a, b, a.value + b.value, 1, 1),
	"-": (a: Dual, b: Dual) => combine(a, b, a.value - b.value, 1, -1),
	"*": (a: Dual, b: Dual) => combine(a, b, a.value * b.value, b.value, a.value),
	"/": (a: Dual, b: Dual) =>
		combine(a, b, a.value / b.value, 1 / b.value, -a.value / b.value / b.value),
	"^": (a: Dual, b: Dual) => {
		const value = a.value ** b.value;
		return combine(
			a,
			b,
			value,
			b.value === 0 ? 0 : b.value * a.value ** (b.value - 1),
			value * Math.log(a.value),
		);
	},
} as const;

export type Operator = keyof typeof operators;

/** Functions of one number: value and slope. */
export const functions: Readonly<
	Record<string, (x: number) => readonly [number, number]>
> = {
	abs: (x) => [Math.abs(x), Math.sign(x)],
	acos: (x) => [Math.acos(x), -1 / Math.sqrt(1 - x * x)],
	acosh: (x) => [Math.acosh(x), 1 / Math.sqrt(x * x - 1)],
	asin: (x) => [Math.asin(x), 1 / Math.sqrt(1 - x * x)],
	asinh: (x) => [Math.asinh(x), 1 / Math.sqrt(x * x + 1)],
	atan: (x) => [Math.atan(x), 1 / (1 + x * x)],
	atanh: (x) => [Math.atanh(x), 1 / (1 - x * x)],
	cos: (x) => [Math.cos(x), -Math.sin(x)],
	cosh: (x) => [Math.cosh(x), Math.sinh(x)],
	exp: (x) => [Math.exp(x), Math.exp(x)],
	log: (x) => [Math.log(x), 1 / x],
	sin: (x) => [Math.sin(x), Math.cos(x)],
	sinh: (x) => [Math.sinh(x), Math.cosh(x)],
	sqrt: (x) => [Math.sqrt(x), 0.5 / Math.sqrt(x)],
	tan: (x) => [Math.tan(x), 1 + Math.tan(x) ** 2],
	tanh: (x) => [Math.tanh(x), 1 - Math.tanh(x) ** 2],
};
