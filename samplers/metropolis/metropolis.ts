/**
 * Local Metropolis updates (N. Metropolis et al., J. Chem. Phys. 21 (1953) 1087), checkerboard by
 * checkerboard, with the width of the proposals tuned to an acceptance of one half. It is the
 * plainest local baseline: its autocorrelation time grows like the square of the correlation
 * length.
 */
import { z } from "zod";
import { isRealScalar } from "../../core/field-space.js";
import { no } from "../../core/verdict.js";
import { DualAveraging } from "../chain/dual-averaging.js";
import { evenCouplings, localNeeds } from "../chain/local/couplings.js";
import { acceptanceFacts } from "../chain/local/facts.js";
import { localOptions } from "../chain/local/options.js";
import { prepareLocal } from "../chain/local/prepare.js";
import type { LocalRun } from "../chain/local/run.js";
import type { SamplerDefinition } from "../sampler.js";
import { metropolisOperations } from "./work.js";

const options = z.strictObject({
	/** Sweeps of one update. */
	sweeps: z
		.number()
		.int()
		.min(1)
		.max(512)
		.default(1)
		.describe("sweeps of an update"),
	/** Half of the width of the uniform proposals. `auto` tunes it to the target acceptance. */
	width: z
		.union([z.literal("auto"), z.number().positive()])
		.default("auto")
		.describe("half the width of the proposals"),
	targetAcceptance: z
		.number()
		.min(0.1)
		.max(0.9)
		.default(0.5)
		.describe("target acceptance"),
	...localOptions,
});

export type MetropolisOptions = z.infer<typeof options>;

/** Updates of dual averaging. */
const tuningUpdates = 100;

/** The width at which the share of accepted proposals is `target`. */
export async function tuneWidth(
	run: LocalRun,
	target: number,
): Promise<number> {
	const averaging = new DualAveraging(target, 0.5, 2, run.engine.chains);
	for (let update = 0; update < tuningUpdates; update++) {
		run.tuned = { ...run.tuned, width: averaging.trial };
		averaging.update(run.acceptanceOf(await run.advance(1)));
	}
	return averaging.tuned;
}

export const metropolis: SamplerDefinition<MetropolisOptions> = {
	name: "metropolis",
	label: "local Metropolis updates, width tuned",
	reference: "J. Chem. Phys. 21 (1953) 1087",
	documentation: "classical-samplers.md#local-updates",
	options,
	create: (chosen) => ({
		supports: (action) =>
			isRealScalar(action.space) && evenCouplings(action, 6) !== undefined
				? { ok: true }
				: no(`for local updates ${localNeeds(6)}`),
		prepare(action, budget, context) {
			const couplings = evenCouplings(action, 6);
			if (couplings === undefined)
				throw new Error(`${action.name} has no local updates`);
			return prepareLocal(
				action,
				chosen,
				{
					name: "metropolis",
					unit: "update",
					kernel: "samplers/metropolis/simd",
					couplings,
					steps: [{ kind: "metropolis", count: chosen.sweeps }],
					tune: async (run) => ({
						width:
							chosen.width === "auto"
								? await tuneWidth(run, chosen.targetAcceptance)
								: chosen.width,
					}),
					facts: (run) => ({
						width: run.tuned.width ?? 0,
						...acceptanceFacts(run),
					}),
					operations: () =>
						chosen.sweeps *
						metropolisOperations(action.space.lattice, couplings),
				},
				budget,
				context,
			);
		},
	}),
};
