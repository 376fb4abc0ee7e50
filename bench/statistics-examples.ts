/** Series and log weights of known laws, made from fixed seeds: what statistics.ts hands to every estimator. */
import { createRandom, type Random } from "../core/random.js";

export interface Example {
	readonly values: Float64Array;
	/** Exact tauInt. */
	readonly tauInt?: number;
}

/** x_t = a x_{t-1} + b x_{t-2} + noise, stationary from the start to 200 steps. */
function autoregressive(random: Random, n: number, a: number, b = 0): Example {
	let [x, y] = [0, 0];
	const next = () => {
		[x, y] = [a * x + b * y + random.normal(), x];
		return x;
	};
	for (let i = 0; i < 200; i++) next();
	const variance = (1 - b) / ((1 + b) * ((1 - b) ** 2 - a * a));
	return {
		values: Float64Array.from({ length: n }, next),
		tauInt: 1 / (2 * (1 - a - b) ** 2 * variance),
	};
}

function independent(
	random: Random,
	n: number,
	law: (x: number) => number,
): Example {
	const values = Float64Array.from({ length: n }, () => law(random.normal()));
	return { values, tauInt: 0.5 };
}

/** The sum of a fast and of a slow process, the slow one with a share of the variance. */
function twoTimes(
	random: Random,
	n: number,
	slow: number,
	share: number,
): Example {
	const [fast, late] = [0.5, slow].map((a) => {
		const { values } = autoregressive(random, n, a);
		return values.map((x) => x * Math.sqrt(1 - a * a));
	});
	const tau = (a: number) => (1 + a) / (2 * (1 - a));
	return {
		values: fast.map(
			(x, i) => Math.sqrt(1 - share) * x + Math.sqrt(share) * late[i],
		),
		tauInt: (1 - share) * tau(0.5) + share * tau(slow),
	};
}

/** 27 series by name. */
export function examples(): Map<string, Example> {
	const made = new Map<string, Example>();
	const add = (name: string, make: (random: Random) => Example) =>
		made.set(name, make(createRandom(`statistics/${name}`)));
	for (const n of [20, 100, 1000, 10_000])
		add(`independent, N ${n}`, (random) => independent(random, n, (x) => x));
	for (const [a, n] of [
		[0.5, 1000],
		[0.8, 1000],
		[0.9, 500],
		[0.9, 5000],
		[0.95, 10_000],
		[0.99, 2000],
		[0.99, 50_000],
	] as const)
		add(`AR(1) ${a}, N ${n}`, (random) => autoregressive(random, n, a));
	for (const [a, n] of [
		[-0.3, 1000],
		[-0.6, 5000],
		[-0.9, 5000],
	] as const)
		add(`AR(1) ${a}, N ${n}`, (random) => autoregressive(random, n, a));
	for (const [a, b] of [
		[1.2, -0.8],
		[1.5, -0.9],
		[0.4, -0.5],
		[0.6, 0.3],
	] as const)
		add(`AR(2) ${a}, ${b}, N 5000`, (random) =>
			autoregressive(random, 5000, a, b),
		);
	for (const share of [0.5, 0.1, 0.02])
		add(`slow part ${share}, N 20000`, (random) =>
			twoTimes(random, 20_000, 0.98, share),
		);
	add("squares, N 1000", (random) => independent(random, 1000, (x) => x * x));
	add("fourth powers, N 1000", (random) =>
		independent(random, 1000, (x) => x ** 4),
	);
	add("signs, N 1000", (random) => independent(random, 1000, Math.sign));
	add("Cauchy, N 5000", (random) => ({
		values: Float64Array.from(
			{ length: 5000 },
			() => random.normal() / random.normal(),
		),
	}));
	add("shift of half a deviation, N 4000", (random) => ({
		values: Float64Array.from(
			{ length: 4000 },
			(_, i) => random.normal() + (i < 2000 ? 0 : 0.5),
		),
	}));
	add("constant, N 100", () => ({ values: new Float64Array(100).fill(1) }));
	return made;
}

/** 15 sets of log weights by name. */
export function weightSets(): Map<string, Float64Array> {
	const made = new Map<string, Float64Array>();
	const add = (name: string, n: number, law: (random: Random) => number) => {
		const random = createRandom(`statistics/${name}`);
		made.set(
			name,
			Float64Array.from({ length: n }, () => law(random)),
		);
	};
	for (const sigma of [0.1, 0.5, 1, 1.5, 2, 3])
		add(
			`log-normal ${sigma}, N 2000`,
			2000,
			(random) => sigma * random.normal(),
		);
	for (const k of [0.3, 0.5, 0.7, 1])
		add(
			`Pareto ${k}, N 2000`,
			2000,
			(random) => -k * Math.log(random.uniform()),
		);
	for (const n of [50, 100, 500])
		add(`log-normal 1, N ${n}`, n, (random) => random.normal());
	add("uniform weights, N 2000", 2000, (random) => Math.log(random.uniform()));
	add("two values, N 1000", 1000, (random) =>
		random.uniform() < 0.01 ? 3 : 0,
	);
	return made;
}
