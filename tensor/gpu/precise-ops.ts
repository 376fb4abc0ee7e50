/**
 * Makes the elementary functions of the library's WebGPU backend as accurate as float32 allows. The
 * library calls WGSL's own functions, whose errors may reach 2^-11 (sin and cos), or composes them
 * with cancellation (expm1, log1p, tanh near zero). Each of its programs for one tensor holds one
 * function `unaryOperation(a)`. If the text of that function is one of those below, ordinary
 * arguments go to our function first. NaN stays NaN, and the library treats the rest.
 */
import { expSource, logSource, tanhSource } from "./elementary.wgsl.js";
import { trigSource } from "./trig.wgsl.js";

interface Function {
	/** The last statement of the library's function. */
	readonly theirs: string;
	readonly ordinary: string;
	readonly ours: string;
	/** Statements for further mistakes of drivers. */
	readonly limit?: string;
	readonly source: readonly string[];
}

const opening = "fn unaryOperation(a : f32) -> f32 {";

const functions: readonly Function[] = [
	{
		theirs: "return sin(a);",
		ordinary: "abs(a) < 8192.0",
		ours: "sinOf(a)",
		source: [trigSource],
	},
	{
		theirs: "return cos(a);",
		ordinary: "abs(a) < 8192.0",
		ours: "cosOf(a)",
		source: [trigSource],
	},
	{
		theirs: "return exp(a);",
		ordinary: "abs(a) < 87.0",
		ours: "expOf(a)",
		source: [expSource],
	},
	{
		theirs: "return exp(a) - 1.0;",
		ordinary: "abs(a) < 87.0",
		ours: "expLessOne(a)",
		source: [
			expSource,
			/* wgsl */ `
fn expLessOne(x: f32) -> f32 {
	let n = round(x * 1.44269504);
	let power = powerOfTwo(n);
	return fma(expFraction(x, n), power, power - 1.0);
}
`,
		],
	},
	{
		theirs: "return log(a);",
		ordinary: "a > 1.2e-38 && a < 3.4e38",
		ours: "logOf(a)",
		limit: "if (a == 0.0) { return -uniforms.INFINITY; }",
		source: [expSource, logSource],
	},
	{
		theirs: "return log(1.0 + a);",
		ordinary: "a > -0.99 && a < 3.4e38",
		ours: "logOfOneAnd(a)",
		source: [
			expSource,
			logSource,
			/* wgsl */ `
fn logOfOneAnd(x: f32) -> f32 {
	if (abs(x) < 0.25) { return logSeries(0.0, x); }
	return logOf(1.0 + x);
}
`,
		],
	},
	{
		theirs: "return sign(a) * (1.0 - e2x) / (1.0 + e2x);",
		ordinary: "abs(a) < 87.0",
		ours: "tanhOf(a)",
		source: [expSource, tanhSource],
	},
	{
		theirs: "return log(exp_a + 1.0);",
		ordinary: "abs(a) < 87.0",
		ours: "softplusOf(a)",
		source: [expSource, logSource],
	},
];

/** The text of a program. Our function replaces the library's where we have one. */
export function withPreciseFunctions(code: string): string {
	const start = code.indexOf(opening);
	if (start < 0) return code;
	const body = start + opening.length;
	const text = code.slice(body, code.indexOf("fn ", body) >>> 0);
	for (const { theirs, ordinary, ours, limit = "", source } of functions) {
		if (!text.includes(theirs)) continue;
		const first = `if (isnan(a)) { return a; } ${limit} if (${ordinary}) { return ${ours}; }`;
		return [code.slice(0, body), first, code.slice(body), ...source].join("\n");
	}
	return code;
}
