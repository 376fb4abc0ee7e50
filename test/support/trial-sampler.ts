/**
 * Samplers of a free field that can be spoiled, for tests of what notices it.
 *
 *   walk   chains phi' = c phi + sqrt(1 - c^2) eta with exact draws eta: tauInt = (1 + c) / (2 (1 - c)).
 *          Faults: tauInt worse by 30 %; an accept step that counts a twentieth of Delta S once more
 *   flow   exact draws times 1.05 with their weights. Fault: log q off by 1 % of its spread
 */
import { z } from "zod";
import type { Action } from "../../actions/action.js";
import { float64Action } from "../../actions/float64-action.js";
import type { Ensemble } from "../../core/ensemble.js";
import { fillNormal, type Random } from "../../core/random.js";
import type { Prepared, SamplerDefinition } from "../../samplers/sampler.js";
import { squareRoot } from "./gaussian-sampler.js";

const options = z.strictObject({
	kind: z.enum(["walk", "flow"]).default("walk"),
	fault: z.enum(["none", "slow", "accept", "density"]).default("none"),
});
type Options = z.infer<typeof options>;

const chains = 8;
const honestTau = 0.75;
const slowTau = 1.3 * honestTau;
const counted = 0.05;
const width = 1.05;
const spoiled = 0.01;

export const trial: SamplerDefinition<Options> = {
	name: "trial",
	label: "a free field's draws that can be spoiled, for tests",
	reference: "Gaussian integral",
	options,
	create: (chosen) => ({
		supports: (action) =>
			action.name === "free-field"
				? { ok: true }
				: { ok: false, reason: "only free fields can be drawn exactly" },
		prepare: async (action, _budget, context) => {
			const random = context.random.fork("draws");
			const draw =
				chosen.kind === "walk"
					? walk(action, chosen.fault, random)
					: flow(action, chosen.fault, random);
			const prepared: Prepared = {
				history: [],
				facts: {},
				draw: async (count) => draw(count),
				checkpoint: async () => ({
					sampler: "trial",
					prepared: true,
					state: {},
					arrays: {},
				}),
				dispose: () => {},
			};
			return prepared;
		},
	}),
};

/** Writes exact draws of the free field, and returns S of each: half the sum of squared normals. */
function exactDraws(action: Action, random: Random) {
	const { lattice } = action.space;
	const { sites } = lattice;
	const root = squareRoot(lattice, action.parameters.m2);
	const noise = new Float64Array(sites);
	return (out: Float64Array): number => {
		fillNormal(random, noise);
		let action = 0;
		for (let x = 0; x < sites; x++) {
			let value = 0;
			for (let y = 0; y < sites; y++) value += root[x * sites + y] * noise[y];
			out[x] = value;
			action += noise[x] ** 2 / 2;
		}
		return action;
	};
}

function walk(action: Action, fault: Options["fault"], random: Random) {
	const { lattice } = action.space;
	const { sites } = lattice;
	const draw = exactDraws(action, random);
	const tau = fault === "slow" ? slowTau : honestTau;
	const keep = (2 * tau - 1) / (2 * tau + 1);
	const kick = Math.sqrt(1 - keep * keep);
	const eta = new Float64Array(sites);
	const states = Array.from({ length: chains }, () => {
		const field = new Float64Array(sites);
		draw(field);
		return field;
	});
	const exact = float64Action(action);
	if (exact === undefined) throw new Error("the action is local");
	const actionOf = (field: Float64Array): number => exact(field).value;
	return (asked: number): Ensemble => {
		const length = Math.ceil(asked / chains);
		const fields = new Float64Array(length * chains * sites);
		const values = new Float64Array(length * chains);
		const accepted = new Uint8Array(length * chains).fill(1);
		for (let i = 0; i < length; i++) {
			states.forEach((field, chain) => {
				draw(eta);
				const next = eta.map((value, x) => keep * field[x] + kick * value);
				const place = chain * length + i;
				const odds =
					fault === "accept"
						? Math.exp(counted * (actionOf(field) - actionOf(next)))
						: 1;
				if (random.uniform() < odds) field.set(next);
				else accepted[place] = 0;
				fields.set(field, place * sites);
				values[place] = actionOf(field);
			});
		}
		return {
			space: action.space,
			count: length * chains,
			fields,
			action: values,
			structure: { kind: "chains", chains, accepted },
		};
	};
}

function flow(action: Action, fault: Options["fault"], random: Random) {
	const { lattice } = action.space;
	const { sites } = lattice;
	const draw = exactDraws(action, random);
	// q(phi) = p(phi / width) / width^V, so that log q = -S(phi) / width^2 - V log width - log Z.
	const constant = sites * Math.log(width) + (action.exact?.logZ ?? 0);
	const mean = -sites / 2 - constant;
	return (count: number): Ensemble => {
		const fields = new Float64Array(count * sites);
		const values = new Float64Array(count);
		const logWeights = new Float64Array(count);
		for (let i = 0; i < count; i++) {
			const field = fields.subarray(i * sites, (i + 1) * sites);
			const exact = draw(field);
			for (let x = 0; x < sites; x++) field[x] *= width;
			values[i] = exact * width ** 2;
			const logDensity = -exact - constant;
			const error = fault === "density" ? spoiled * (logDensity - mean) : 0;
			logWeights[i] = -values[i] - logDensity - error;
		}
		return {
			space: action.space,
			count,
			fields,
			action: values,
			structure: { kind: "weighted", logWeights },
		};
	};
}
