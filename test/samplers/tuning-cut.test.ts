/** A tuning that its budget ends says so, and one that ends by itself says nothing. */
import { expect, test } from "vitest";
import { phi4 } from "../../actions/scalar/phi4.js";
import { createLattice } from "../../core/lattice.js";
import { hmc } from "../../samplers/hmc/hmc.js";
import type { Sampler } from "../../samplers/sampler.js";
import { smc } from "../../samplers/smc/smc.js";
import { stochasticFlow } from "../../samplers/stochastic-flow/stochastic-flow.js";
import { openTestBackend } from "../support/backend.js";
import { witness } from "./flow/support.js";

const backend = await openTestBackend();
const action = phi4.create(createLattice([4, 4]), { m2: 1, lambda: 0.5 });

const samplers: readonly (readonly [string, Sampler, RegExp])[] = [
	[
		"hmc",
		hmc.create(hmc.options.parse({ chains: 16, thermalise: 1 })),
		/^tuning ended with its share of the budget, 40 %, when it had tried [12] lengths? of the trajectory; /,
	],
	[
		"smc",
		smc.create(smc.options.parse({ particles: 64 })),
		/^the budget of the tuning ended before the path did/,
	],
	[
		"stochastic-flow",
		stochasticFlow.create(
			stochasticFlow.options.parse({ stages: 2, layers: 0, batch: 64 }),
		),
		/^the budget of the tuning ended before the path did/,
	],
];

/** A clock that stands at `seconds`. */
function at(seconds: number) {
	const { context } = witness("tuning", { backend });
	const meter = { ...context.meter, seconds, deviceSeconds: seconds };
	return { ...context, meter };
}

test.each(samplers)("%s", async (_name, sampler, words) => {
	const told: (readonly string[])[] = [];
	for (const seconds of [0, 100]) {
		const prepared = await sampler.prepare(
			action,
			{ seconds: 10, steps: 1 },
			at(seconds),
		);
		told.push(prepared.remarks?.() ?? []);
		prepared.dispose();
	}
	const [unhurried, cut] = told;
	expect(unhurried).toEqual([]);
	expect(cut).toEqual([expect.stringMatching(words)]);
});
