/**
 * Short trainings on the action E1 (6 x 6, m2 = -4, lambda = 6.975): the weights make averages right
 * whatever the quality of the flow, so these hold after seconds of training.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { phi4 } from "../../../actions/scalar/phi4.js";
import type { Ensemble } from "../../../core/ensemble.js";
import { createLattice } from "../../../core/lattice.js";
import { createRandom } from "../../../core/random.js";
import { summarizeWeights } from "../../../core/statistics/weights/log-weights.js";
import { rejectionRuns } from "../../../core/statistics/weights/rejection-runs.js";
import {
	weightedError,
	weightedMean,
} from "../../../core/statistics/weights/weighted-mean.js";
import { metropolisPath } from "../../../metrics/cell/metropolize.js";
import { neuralSpline } from "../../../samplers/coupling/neural-spline.js";
import { realnvp } from "../../../samplers/coupling/realnvp.js";
import type { Prepared, Sampler } from "../../../samplers/sampler.js";
import { witness } from "./support.js";

const lattice = createLattice([6, 6]);
const lambda = 6.975;
const action = phi4.create(lattice, { m2: -4, lambda });
const short = { batch: 64, evaluateEvery: 50, evaluationDraws: 512 };
const small = { ...short, layers: 8, hidden: [6] };
const samplers: readonly [string, Sampler][] = [
	["realnvp", realnvp.create(realnvp.options.parse(small))],
	[
		"neural-spline",
		neuralSpline.create(neuralSpline.options.parse({ ...small, layers: 4 })),
	],
];
/** Embedded Wolff and Metropolis, statistical errors by the jackknife: value, error. */
const references = {
	absMagnetization: [0.14143, 0.00004],
	magnetization2: [1.0624 / 36, 0.0005 / 36],
	phi2: [0.161367, 0.000015],
	phi4: [0.052558, 0.000009],
} as const;

function measure(fields: ArrayLike<number>, start: number) {
	let m = 0;
	let phi2 = 0;
	let phi4 = 0;
	for (let site = start; site < start + 36; site++) {
		const phi = fields[site];
		m += phi / 36;
		phi2 += phi ** 2 / 36;
		phi4 += phi ** 4 / 36;
	}
	return {
		absMagnetization: Math.abs(m),
		magnetization2: m * m,
		phi2,
		phi4,
		m,
	};
}

for (const [name, sampler] of samplers) {
	describe(name, () => {
		const count = 12_000;
		let prepared: Prepared;
		let draw: Ensemble;
		let logWeights: Float64Array;
		beforeAll(async () => {
			const { context } = witness("physics");
			prepared = await sampler.prepare(
				action,
				{ seconds: 60, steps: 150 },
				context,
			);
			draw = await prepared.draw(count);
			if (draw.structure.kind !== "weighted") throw new Error("not a flow");
			logWeights = draw.structure.logWeights;
		});
		afterAll(() => prepared.dispose());

		const estimate = (value: (draw: number) => number) => {
			const { normalized } = summarizeWeights(logWeights);
			const values = Float64Array.from({ length: count }, (_, i) => value(i));
			const mean = weightedMean(values, normalized);
			return weightedError(
				values.map((v) => v - mean),
				normalized,
				mean,
			);
		};

		test("training gains: the loss falls and the effective sample size rises", () => {
			const { loss, heldOutEss } = prepared.history[0].columns;
			expect(Number(loss.at(-1))).toBeLessThan(Number(loss[0]));
			expect(Number(heldOutEss.at(-1))).toBeGreaterThan(0.02);
			// The loss is above -log Z: the divergence is not negative.
			const { logZ, logZError } = summarizeWeights(logWeights);
			expect(Number(loss.at(-1))).toBeGreaterThan(-logZ - 5 * logZError);
		});

		test("reweighted averages are those of the theory", () => {
			for (const [observable, [value, error]] of Object.entries(references)) {
				const ours = estimate(
					(i) =>
						measure(draw.fields, 36 * i)[observable as keyof typeof references],
				);
				const sigma = Math.hypot(ours.error, error);
				expect(ours.error).toBeLessThan(0.05 * value);
				expect(Math.abs(ours.value - value)).toBeLessThan(4.5 * sigma);
			}
		});

		test("<phi dS/dphi> = 1 a site, and no sign is preferred", () => {
			const identity = estimate(
				(i) =>
					draw.action[i] / 36 -
					0.5 +
					lambda * measure(draw.fields, 36 * i).phi4,
			);
			expect(Math.abs(identity.value)).toBeLessThan(4.5 * identity.error);
			const sign = estimate((i) => measure(draw.fields, 36 * i).m);
			expect(Math.abs(sign.value)).toBeLessThan(4.5 * sign.error);
		});

		test("S is the action of the fields", () => {
			for (const i of [0, 7, count - 1]) {
				let sum = 0;
				const phi = (x: number, y: number) =>
					draw.fields[36 * i + 6 * (x % 6) + (y % 6)];
				for (let x = 0; x < 6; x++) {
					for (let y = 0; y < 6; y++) {
						const here = phi(x, y);
						sum += (phi(x + 1, y) - here) ** 2 + (phi(x, y + 1) - here) ** 2;
						sum += -4 * here ** 2 + lambda * here ** 4;
					}
				}
				expect(draw.action[i]).toBeCloseTo(sum, 5);
			}
		});

		test("effective sample size, acceptance and autocorrelation agree", () => {
			const weights = summarizeWeights(logWeights);
			const fraction = weights.kishEss / count;
			const path = metropolisPath(logWeights, createRandom("chain"));
			const runs = rejectionRuns(path.accepted);
			// In equilibrium the acceptance is the mean over pairs of min(w, w'), over the mean weight.
			const sorted = weights.normalized.slice().sort();
			const expected = sorted.reduce(
				(sum, w, i) => sum + (2 * w * (count - 1 - i)) / count,
				0,
			);
			const error = Math.sqrt((expected * 2 * runs.tauInt) / count);
			expect(Math.abs(runs.acceptance - expected)).toBeLessThan(5 * error);
			// 1 / (2 tau) <= ESS / (2 - ESS), with room for the error of tau.
			expect(1 / (2 * runs.tauInt)).toBeLessThan(
				(fraction / (2 - fraction)) * 1.25,
			);
		});
	});
}
