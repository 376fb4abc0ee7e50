/** Volume transfer as a sampler: trains on small lattices and continues on larger ones (arXiv:2207.00283). */

import { polynomialOf } from "../../actions/action.js";
import { scalarAction } from "../../actions/scalar/scalar-action.js";
import { createLattice } from "../../core/lattice.js";
import type { Sampler, SamplerDefinition } from "../sampler.js";
import type { Trained } from "./flow.js";
import type { EquivariantCnfOptions } from "./options.js";

/** Makes the sampler of one lattice from its start and a callback that receives the end of training. */
export type RungOf = (
	start: Trained | null,
	finished: ((trained: Trained) => void) | null,
) => SamplerDefinition<EquivariantCnfOptions>;

/** Trains on smaller lattices first, at the same couplings, and transfers the flow to the next lattice. */
export function ladderSampler(
	options: EquivariantCnfOptions,
	rungOf: RungOf,
): Sampler {
	return {
		supports(action) {
			const { ladder } = options;
			const least = Math.min(...action.space.lattice.shape);
			const rising = ladder.every(
				(extent, i) => i === 0 || Number(ladder[i - 1]) < extent,
			);
			if (!rising || Number(ladder.at(-1)) >= least) {
				return {
					ok: false,
					reason: `ladder: [${ladder.join(", ")}] does not rise to extents below ${least}`,
				};
			}
			if (polynomialOf(action) === undefined)
				return {
					ok: false,
					reason: "ladder needs an action of nearest neighbours",
				};
			return rungOf(null, null).create(options).supports(action);
		},
		async prepare(action, budget, context) {
			const { ladder, ladderShare } = options;
			const local = polynomialOf(action);
			let start: Trained | null = null;
			// A checkpoint belongs to the last rung, the lattice itself.
			const rungs = context.resume === undefined ? ladder : [];
			for (const [i, extent] of rungs.entries()) {
				if (local === undefined) break;
				const lattice = createLattice(
					action.space.lattice.shape.map(() => extent),
				);
				const small = scalarAction(
					action.name,
					lattice,
					action.parameters,
					local,
				);
				const share = ladderShare / rungs.length;
				const prepared = await rungOf(start, (trained) => {
					start = trained;
				})
					.create(options)
					.prepare(
						small,
						{
							seconds: budget.seconds * share * (i + 1),
							...(budget.steps === undefined
								? {}
								: { steps: Math.ceil(budget.steps * share) }),
						},
						{
							random: context.random.fork(`ladder ${extent}`),
							backend: context.backend,
							threads: context.threads,
							meter: context.meter,
							signal: context.signal,
							progress: (fraction, values) =>
								context.progress(fraction, values),
							// Only the last rung writes checkpoints: an interrupted ladder starts again.
							offer: async () => {},
						},
					);
				prepared.dispose();
			}
			return rungOf(start, null)
				.create(options)
				.prepare(action, budget, context);
		},
	};
}
