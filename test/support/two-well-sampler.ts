/**
 * A sampler for tests of lost modes: phi^4 on a few sites with two deep wells at +-v. Weighted draws come
 * from Gaussians around both wells or around one; chains are exact draws, by rejection from both.
 */
import { z } from "zod";
import type { Action } from "../../actions/action.js";
import { float64Action } from "../../actions/float64-action.js";
import type { Ensemble } from "../../core/ensemble.js";
import type { Random } from "../../core/random.js";
import type { Prepared, SamplerDefinition } from "../../samplers/sampler.js";

const options = z.strictObject({
	kind: z.enum(["chains", "weighted"]).default("weighted"),
	/** Where the model draws. */
	wells: z.enum(["both", "one"]).default("both"),
	/** Added to log q at fields that are given, and not to that of the draws: a wrong inverse. */
	shift: z.number().default(0),
});
type Options = z.infer<typeof options>;

const chains = 4;
/** Of the Gaussians; the wells themselves are 0.18 to 0.2 wide. */
const spread = 0.22;
/** Of a part of the model, wide enough that weights are bounded. */
const wide = 0.45;
const widePart = 0.01;
/**
 * Proposals for exact draws: nine in ten around a well, the others with a well for each site, since fields
 * between the wells would set the bound otherwise. Of two sites every second one is accepted.
 */
const proposals = { near: 0.25, apart: 0.5, part: 0.1 };

export const twoWells: SamplerDefinition<Options> = {
	name: "two-wells",
	label: "Gaussians around the wells, for tests",
	reference: "rejection sampling",
	options,
	create: (chosen) => ({
		supports: () => ({ ok: true }),
		prepare: async (action, _budget, context) =>
			prepared(action, chosen, context.random.fork("draws")),
	}),
};

function prepared(action: Action, chosen: Options, random: Random): Prepared {
	const { lattice } = action.space;
	const { sites } = lattice;
	const well = Math.sqrt(
		-action.parameters.m2 / (2 * action.parameters.lambda),
	);
	const logGaussian = (
		field: ArrayLike<number>,
		centre: number,
		width: number,
	): number => {
		let sum = -sites * Math.log(width * Math.sqrt(2 * Math.PI));
		for (let x = 0; x < sites; x++)
			sum -= ((field[x] - centre) / width) ** 2 / 2;
		return sum;
	};
	const mixture = (
		field: ArrayLike<number>,
		wells: Options["wells"],
		width: number,
	) => {
		const up = logGaussian(field, well, width);
		return wells === "one"
			? up
			: logSum(0.5, up, 0.5, logGaussian(field, -well, width));
	};
	const logDensity = (field: ArrayLike<number>): number =>
		logSum(
			1 - widePart,
			mixture(field, chosen.wells, spread),
			widePart,
			mixture(field, chosen.wells, wide),
		);
	const propose = (wells: Options["wells"], width: number): Float64Array => {
		const centre = wells === "one" || random.uniform() < 0.5 ? well : -well;
		return Float64Array.from(
			{ length: sites },
			() => centre + width * random.normal(),
		);
	};
	const model = (): Float64Array =>
		propose(chosen.wells, random.uniform() < widePart ? wide : spread);
	const logProposal = (field: ArrayLike<number>): number => {
		let apart = 0;
		for (let x = 0; x < sites; x++) {
			const [up, down] = [field[x] - well, field[x] + well];
			apart += logSum(
				0.5,
				-((up / proposals.apart) ** 2) / 2,
				0.5,
				-((down / proposals.apart) ** 2) / 2,
			);
		}
		apart -= sites * Math.log(proposals.apart * Math.sqrt(2 * Math.PI));
		const near = mixture(field, "both", proposals.near);
		return logSum(1 - proposals.part, near, proposals.part, apart);
	};
	const proposed = (): Float64Array => {
		if (random.uniform() >= proposals.part)
			return propose("both", proposals.near);
		return Float64Array.from(
			{ length: sites },
			() =>
				(random.uniform() < 0.5 ? well : -well) +
				proposals.apart * random.normal(),
		);
	};
	const value = actionOf(action);
	// The largest log weight, at fields that are the same everywhere or change sign from site to site.
	let bound = Number.NEGATIVE_INFINITY;
	for (let phi = -4; phi <= 4; phi += 0.01) {
		for (const sign of [1, -1]) {
			const field = Float64Array.from({ length: sites }, (_, x) =>
				x % 2 === 0 ? phi : sign * phi,
			);
			bound = Math.max(bound, -value(field) - logProposal(field));
		}
	}
	const exact = (): Float64Array => {
		for (;;) {
			const field = proposed();
			const logWeight = -value(field) - logProposal(field);
			if (logWeight > bound + 0.1) throw new Error("not a bound");
			if (Math.log(random.uniform()) < logWeight - bound - 0.1) return field;
		}
	};
	return {
		history: [],
		facts: {},
		async draw(asked): Promise<Ensemble> {
			const weighted = chosen.kind === "weighted";
			const count = weighted ? asked : Math.ceil(asked / chains) * chains;
			const drawn = Array.from({ length: count }, () =>
				weighted ? model() : exact(),
			);
			const fields = new Float64Array(count * sites);
			drawn.forEach((field, i) => {
				fields.set(field, i * sites);
			});
			const actionValues = Float64Array.from(drawn, value);
			return {
				space: action.space,
				count,
				fields,
				action: actionValues,
				structure: weighted
					? {
							kind: "weighted",
							logWeights: actionValues.map((s, i) => -s - logDensity(drawn[i])),
						}
					: { kind: "chains", chains, accepted: null },
			};
		},
		...(chosen.kind === "weighted"
			? {
					logDensity: async (fields: ArrayLike<number>) =>
						Float64Array.from({ length: fields.length / sites }, (_, i) => {
							const field = Array.from({ length: sites }, (_, x) =>
								Number(fields[i * sites + x]),
							);
							return chosen.shift + logDensity(field);
						}),
				}
			: {}),
		checkpoint: async () => ({
			sampler: "two-wells",
			prepared: true,
			state: {},
			arrays: {},
		}),
		dispose: () => {},
	};
}

function actionOf(action: Action) {
	const exact = float64Action(action);
	if (exact === undefined) throw new Error("the action is local");
	return (field: ArrayLike<number>) => exact(field).value;
}

/** log(a e^x + b e^y). */
function logSum(a: number, x: number, b: number, y: number): number {
	const top = Math.max(x, y);
	return top + Math.log(a * Math.exp(x - top) + b * Math.exp(y - top));
}
