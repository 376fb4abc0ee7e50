/** SOAP: Adam in the bases that the slopes choose. */
import { expect, test } from "vitest";
import { createRandom } from "../../../core/random.js";
import {
	type AdamState,
	adamState,
	adamStep,
	norm,
} from "../../../samplers/flow/training/adam.js";
import { Bases } from "../../../samplers/flow/training/bases.js";
import {
	loadState,
	saveState,
	snapshot,
	startState,
} from "../../../samplers/flow/training/state.js";

// Turns along the first axis are of long rows, four at a time and a rest of two; along the others, of short ones.
const [rows, channels, taps] = [6, 9, 3];
const columns = channels * taps;
const layout = {
	size: rows * columns + 3,
	blocks: [
		{ name: "weights", shape: [rows, 1, channels, taps], offset: 0 },
		{ name: "biases", shape: [3], offset: rows * columns },
	],
};
const plain = { beta1: 0.8, beta2: 0.98, clip: Number.POSITIVE_INFINITY };
/** From the tenth update on the moments are in bases of their own. */
const inBases = 10;

function step(state: AdamState, gradient: Float64Array, rate: number): void {
	adamStep(state, gradient, norm(gradient), rate, plain);
}

/** A rotation of n axes: products of plane rotations. */
function rotation(n: number, seed: number): number[][] {
	const random = createRandom(seed);
	const matrix = Array.from({ length: n }, (_, i) =>
		Array.from({ length: n }, (_, j) => Number(i === j)),
	);
	for (let i = 0; i < n; i++)
		for (let j = 0; j < i; j++) {
			const angle = 2 * Math.PI * random.uniform();
			const [c, s] = [Math.cos(angle), Math.sin(angle)];
			for (const row of matrix)
				[row[i], row[j]] = [c * row[i] + s * row[j], c * row[j] - s * row[i]];
		}
	return matrix;
}

/** The rows of the weights mixed by a matrix; biases as they are. */
function mixed(matrix: number[][], values: Float64Array): Float64Array {
	const out = values.slice();
	for (let i = 0; i < rows; i++)
		for (let k = 0; k < columns; k++)
			out[i * columns + k] = matrix[i].reduce(
				(sum, x, j) => sum + x * values[j * columns + k],
				0,
			);
	return out;
}

/** Slopes of unlike sizes that are correlated along both axes. */
function slopesOf(seed: number): () => Float64Array {
	const random = createRandom(seed);
	const turn = rotation(rows, 1);
	return () =>
		mixed(
			turn,
			Float64Array.from(
				{ length: layout.size },
				(_, i) =>
					(1 + 0.3 * random.normal()) * 3 ** -Math.floor(i / columns) +
					0.2 * random.normal(),
			),
		);
}

test("enters and leaves: the bases are orthonormal", () => {
	const state = adamState(new Float64Array(layout.size), Bases.of(layout));
	const slopes = slopesOf(5);
	for (let i = 0; i < 25; i++) step(state, slopes(), 0.01);
	const values = slopes();
	const there = values.slice();
	state.bases.enter(there);
	expect(norm(there.map((x, i) => x - values[i]))).toBeGreaterThan(0.1);
	expect(norm(there)).toBeCloseTo(norm(values), 10);
	state.bases.leave(there);
	for (const [i, value] of there.entries())
		expect(value).toBeCloseTo(values[i], 10);
});

test("does not ask which axes the weights are written in: turned slopes give turned changes", () => {
	const turn = rotation(rows, 2);
	const start = new Float64Array(layout.size);
	const straight = adamState(start, Bases.of(layout));
	const turned = adamState(start, Bases.of(layout));
	const slopes = slopesOf(7);
	for (let update = 1; update <= 40; update++) {
		const gradient = slopes();
		const before = [straight.parameters.slice(), turned.parameters.slice()];
		step(straight, gradient, 0.01);
		step(turned, mixed(turn, gradient), 0.01);
		if (update < inBases) continue;
		const [one, other] = [straight, turned].map(({ parameters }, which) =>
			parameters.map((x, i) => x - before[which][i]),
		);
		for (const [i, change] of mixed(turn, one).entries())
			expect(other[i]).toBeCloseTo(change, 9);
	}
});

test("a block with one axis, and the first updates of all, are Adam's", () => {
	const start = new Float64Array(layout.size);
	const adam = adamState(start);
	const soap = adamState(start, Bases.of(layout));
	const slopes = slopesOf(3);
	for (let update = 1; update <= 20; update++) {
		const gradient = slopes();
		step(adam, gradient, 0.01);
		step(soap, gradient, 0.01);
		const from = update < inBases ? 0 : rows * columns;
		for (let i = from; i < layout.size; i++)
			expect(soap.parameters[i]).toBeCloseTo(adam.parameters[i], 12);
	}
	expect(
		norm(soap.parameters.map((x, i) => x - adam.parameters[i])),
	).toBeGreaterThan(1e-3);
});

test("a narrow valley that lies across the axes: ten times nearer than Adam after as many steps", () => {
	const turn = rotation(rows, 4);
	const back = turn.map((_, i) => turn.map((row) => row[i]));
	const curvature = Float64Array.from(
		{ length: layout.size },
		(_, i) => 10 ** -Math.floor(i / columns),
	);
	// Loss: half of the sum of curvature x (turned weights)^2.
	const lossAfter = (bases: Bases): number => {
		const random = createRandom(6);
		const state = adamState(
			Float64Array.from({ length: layout.size }, () => random.normal()),
			bases,
		);
		const slopes = () =>
			mixed(turn, state.parameters).map((x, i) => curvature[i] * x);
		for (let i = 0; i < 300; i++)
			step(state, mixed(back, slopes()), 0.05 * (1 - i / 300));
		return mixed(turn, state.parameters).reduce(
			(sum, x, i) => sum + (curvature[i] * x * x) / 2,
			0,
		);
	};
	expect(lossAfter(Bases.of(layout))).toBeLessThan(
		0.1 * lossAfter(Bases.none()),
	);
});

test("comes back from a checkpoint bit for bit, the best state too", () => {
	const state = startState(new Float32Array(layout.size), {}, Bases.of(layout));
	const slopes = slopesOf(11);
	for (let i = 0; i < 14; i++) {
		step(state.adam, slopes(), 0.01);
		if (i === 11) state.best = { ...state.best, ...snapshot(state), step: 12 };
	}
	const { state: scalars, ...rest } = saveState(state);
	const json = JSON.parse(JSON.stringify(scalars));
	const { size } = layout;
	const after = loadState(
		{ ...rest, state: json, sampler: "x" },
		size,
		Bases.of(layout),
	);
	expect(saveState(after)).toEqual(saveState(state));
	const [one, other] = [slopesOf(12), slopesOf(12)];
	for (let i = 0; i < 8; i++) {
		step(state.adam, one(), 0.01);
		step(after.adam, other(), 0.01);
	}
	expect(after.adam.parameters).toEqual(state.adam.parameters);
	expect(after.best.adam.bases.save()).not.toEqual(after.adam.bases.save());
});

test("an axis of very many places is left as it is", () => {
	const long = {
		size: 2 * 700,
		blocks: [{ name: "weights", shape: [700, 2], offset: 0 }],
	};
	// The matrix and the basis of the short axis.
	expect(Bases.of(long).save()).toHaveLength(2 * 2 * 2);
	const state = adamState(new Float64Array(long.size), Bases.of(long));
	const random = createRandom(1);
	for (let i = 0; i < 12; i++)
		step(
			state,
			Float64Array.from({ length: long.size }, () => random.normal()),
			0.01,
		);
	for (const value of state.parameters)
		expect(Math.abs(value)).toBeLessThan(12 * 0.01);
	expect(norm(state.parameters)).toBeGreaterThan(0.1);
});
