/**
 * The start of the flow, by linear least squares. Along p_t ~ exp(-t S) the exact velocity solves
 *
 *   div v - t v . grad S = S - <S>_t,
 *
 * which is linear in the coefficients: at each of some times, S is regressed on the terms'
 * div v_a - t v_a . grad S over configurations at t. These are the flow's own, taken on from time to time
 * with the coefficients just found. One regression over all times then gives the polynomials in t, and its
 * normal matrix gives the coordinates of training (samplers/gauge-continuous/frame.ts).
 */
import type { Random } from "../../core/random.js";
import {
	cholesky,
	solveFactored,
} from "../../core/statistics/inference/linear-algebra.js";
import type { Frame } from "./frame.js";
import { colours, slopeFactor, timeBasis } from "./model.js";
import { rowOf } from "./simd/kernel.js";
import type { GaugeThreads } from "./simd/threads.js";
import { startFields } from "./start.js";

/** Relative to the diagonal: directions that S hardly determines are left alone. */
const ridge = 1e-4;

export interface Fit {
	readonly frame: Frame;
	/** 1 - R^2 of the regressions, the largest and that at t = 1. */
	readonly unexplained: number;
	readonly unexplainedAtEnd: number;
}

export async function fitFlow(
	threads: GaugeThreads,
	random: Random,
	draws: number,
	steps: number,
	signal: AbortSignal,
): Promise<Fit> {
	const { model, beta, size } = threads;
	const { terms, timeModes } = model;
	const total = terms * timeModes;
	const matrix = new Float64Array(total * total);
	const vector = new Float64Array(total);
	const { links } = threads.arrays("advance", draws);
	for (let i = 0; i < draws; i++)
		links.set(startFields(model.group, random.key, i, size), i * size);
	const call = {
		task: "advance",
		key: random.key,
		first: 0,
		count: draws,
		step: 1 / steps,
	} as const;
	let { rates, traces } = await threads.run({ ...call, rows: [] });
	let before: Float64Array | null = null;
	const unexplained: number[] = [];
	for (let step = 0; step <= steps; step++) {
		signal.throwIfAborted();
		const t = step / steps;
		const sums = regression(threads, rates, traces, draws, t);
		const { solution, rest } = solve(sums.matrix, sums.vector, sums.square);
		unexplained.push(rest);
		const basis = timeBasis(t, timeModes);
		const weight = (step % steps === 0 ? 0.5 : 1) / steps / draws;
		for (let j = 0; j < timeModes; j++)
			for (let a = 0; a < terms; a++) {
				const row = j * terms + a;
				vector[row] += weight * basis[j] * sums.vector[a];
				for (let k = 0; k < timeModes; k++)
					for (let b = 0; b < terms; b++)
						matrix[row * total + k * terms + b] +=
							weight * basis[j] * basis[k] * sums.matrix[a * terms + b];
			}
		if (step === steps) break;
		const last: Float64Array = before ?? solution;
		const rows = [0, 0.5, 1].map((part) =>
			rowOf(
				model,
				beta,
				t + part / steps,
				solution.map((value, a) => value + part * (value - last[a])),
			),
		);
		before = solution;
		({ rates, traces } = await threads.run({ ...call, rows }));
	}
	const { solution, map } = solve(matrix, vector, 0);
	return {
		frame: { origin: solution, map },
		unexplained: Math.max(...unexplained),
		unexplainedAtEnd: unexplained[steps],
	};
}

/** Sums of squares and products about the means, of the terms' rates and of S. */
function regression(
	{ model, beta }: GaugeThreads,
	looks: Float64Array,
	traces: Float64Array,
	draws: number,
	t: number,
) {
	const { terms, group } = model;
	const factor = slopeFactor(group, beta, t);
	const scale = -beta / colours[group];
	const columns = terms + 1;
	const rows = new Float64Array(draws * columns);
	const means = new Float64Array(columns);
	for (let i = 0; i < draws; i++)
		for (let a = 0; a < columns; a++) {
			const value =
				a === terms
					? scale * traces[i]
					: looks[2 * i * terms + a] - factor * looks[(2 * i + 1) * terms + a];
			rows[i * columns + a] = value;
			means[a] += value / draws;
		}
	const matrix = new Float64Array(terms * terms);
	const vector = new Float64Array(terms);
	let square = 0;
	for (let i = 0; i < draws; i++) {
		const row = rows
			.subarray(i * columns, (i + 1) * columns)
			.map((value, a) => value - means[a]);
		square += row[terms] ** 2;
		for (let a = 0; a < terms; a++) {
			vector[a] += row[a] * row[terms];
			for (let b = 0; b < terms; b++) matrix[a * terms + b] += row[a] * row[b];
		}
	}
	return { matrix, vector, square };
}

/** M^-1 v with a ridge, 1 - R^2, and L^-T in M = L L^T. */
function solve(matrix: Float64Array, vector: Float64Array, square: number) {
	const n = vector.length;
	const scales = vector.map((_, a) => {
		const diagonal = matrix[a * n + a];
		return diagonal > 0 ? 1 / Math.sqrt(diagonal) : 0;
	});
	const scaled = matrix.map((value, i) => {
		const [a, b] = [Math.floor(i / n), i % n];
		const product = value * scales[a] * scales[b];
		return a !== b ? product : scales[a] > 0 ? 1 + ridge : 1;
	});
	const factor = cholesky(scaled, n);
	if (factor === undefined)
		throw new Error("the regression of S has no solution");
	const solution = solveFactored(factor, [
		...vector.map((value, a) => value * scales[a]),
	]).map((value, a) => value * scales[a]);
	let explained = 0;
	for (let a = 0; a < n; a++) explained += solution[a] * vector[a];
	const map = new Float64Array(n * n);
	for (let column = 0; column < n; column++)
		for (let i = column; i >= 0; i--) {
			let sum = i === column ? 1 : 0;
			for (let k = i + 1; k <= column; k++)
				sum -= factor[k * n + i] * map[k * n + column];
			map[i * n + column] = sum / factor[i * n + i];
		}
	return {
		solution,
		rest: square > 0 ? Math.max(0, 1 - explained / square) : 0,
		map: map.map((value, i) => value * scales[Math.floor(i / n)]),
	};
}
