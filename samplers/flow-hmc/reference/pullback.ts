/**
 * The target as seen from the latent space of a flow phi = f(z), where z is standard normal under the
 * flow's own density q:
 *
 *   S~(z) = S(f(z)) - log |det df/dz| = S(f(z)) + log q(f(z)) + z^2 / 2 + const.
 *
 * A perfect flow leaves z^2 / 2 (M. Luescher, Commun. Math. Phys. 293 (2010) 899, arXiv:0907.5491).
 */
import type { Action } from "../../../actions/action.js";
import { hostEvaluation } from "../../../actions/host-evaluation.js";
import { createFieldSpace } from "../../../core/field-space.js";
import * as tf from "../../../tensor/tf.js";
import { totalsOf } from "../../chain/totals.js";
import type { Batch, HmcEngine } from "../../hmc/engine.js";
import { createAutodiffEngine } from "../../hmc/reference/autodiff.js";
import type { TrainedFlow } from "../trained.js";

/** S~ for automatic differentiation. */
export function pulledBack(
	action: Action,
	{ flow, parameters, settings }: TrainedFlow,
): Action {
	const { lattice } = action.space;
	return {
		name: `${action.name}, pulled back`,
		family: action.family,
		space: createFieldSpace({ lattice }),
		symmetries: new Set(),
		parameters: action.parameters,
		evaluate: (latent) =>
			tf.tidy(() => {
				const rows = tf.reshape(latent, [-1, lattice.sites]) as tf.Tensor2D;
				const { fields, logDensity } = flow.forward(
					tf.tensor1d(parameters),
					rows,
					settings,
					0,
				);
				const s = action.evaluate(tf.reshape(fields, [-1, ...lattice.shape]));
				const gaussian = tf.mul(tf.sum(tf.square(rows), 1), 0.5);
				return tf.add(tf.add(s, logDensity), gaussian);
			}),
	};
}

/** f of configurations [count, V]. */
async function imageOf(
	{ flow, parameters, settings }: TrainedFlow,
	latent: Float32Array | Float64Array,
): Promise<Float32Array> {
	const { sites } = flow.lattice;
	const image = tf.tidy(
		() =>
			flow.forward(
				tf.tensor1d(parameters),
				tf.tensor2d(Float32Array.from(latent), [latent.length / sites, sites]),
				settings,
				0,
			).fields,
	);
	const data = (await image.data()) as Float32Array;
	image.dispose();
	return data;
}

/**
 * Chains in the latent space of any flow, for any action, as chains of the target: what a run returns and
 * stores are fields, S and totals of the images. `load` and `fields` keep the latent configurations, from
 * which a chain goes on.
 */
export function createReferenceEngine(
	action: Action,
	trained: TrainedFlow,
	chains: number,
	key: readonly [number, number],
	signal: AbortSignal,
): HmcEngine {
	const target = pulledBack(action, trained);
	const latent = createAutodiffEngine(target, chains, key, signal);
	const { size } = action.space;
	const { values } = hostEvaluation(action);
	const totals = totalsOf(action);
	return {
		...latent,
		name: "automatic differentiation through the flow, float32",
		async run(trajectories, store) {
			const count = trajectories.length;
			const batch: Batch = {
				action: new Float64Array(chains * count),
				totals: totals.map(() => new Float64Array(chains * count)),
				energyChange: new Float64Array(chains * count),
				accepted: new Uint8Array(chains * count),
			};
			if (count === 0) await latent.run([]);
			for (const [t, trajectory] of trajectories.entries()) {
				const one = await latent.run([trajectory]);
				const fields = await imageOf(trained, await latent.fields());
				const s = await values(fields);
				for (let chain = 0; chain < chains; chain++) {
					const entry = chain * count + t;
					batch.action[entry] = s[chain];
					batch.energyChange[entry] = one.energyChange[chain];
					batch.accepted[entry] = one.accepted[chain];
					totals.forEach(({ sum }, k) => {
						batch.totals[k][entry] = sum(fields, chain * size);
					});
					if (store === undefined || (t + 1) % store.every !== 0) continue;
					const place = store.offset + (t + 1) / store.every - 1;
					store.fields.set(
						fields.subarray(chain * size, (chain + 1) * size),
						(chain * store.perChain + place) * size,
					);
				}
			}
			return batch;
		},
	};
}
