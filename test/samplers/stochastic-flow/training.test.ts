/** Training of a stochastic flow: what it wins over the same moves without layers, and refusals. */
import { expect, test } from "vitest";
import { phi4 } from "../../../actions/scalar/phi4.js";
import { createLattice } from "../../../core/lattice.js";
import { summarizeWeights } from "../../../core/statistics/weights/log-weights.js";
import { stochasticFlow } from "../../../samplers/stochastic-flow/stochastic-flow.js";
import { openTestBackend } from "../../support/backend.js";
import { witness } from "../flow/support.js";

const backend = await openTestBackend();
const ring = phi4.create(createLattice([8]), { m2: -4, lambda: 8 });

async function draws(given: object, steps: number) {
	const { context } = witness("stochastic", { backend, threads: 2 });
	const options = stochasticFlow.options.parse({
		stages: 3,
		batch: 128,
		...given,
	});
	const prepared = await stochasticFlow
		.create(options)
		.prepare(ring, { seconds: 60, steps }, context);
	const { structure } = await prepared.draw(4096);
	prepared.dispose();
	if (structure.kind !== "weighted") throw new Error("not weighted");
	return { facts: prepared.facts, ...summarizeWeights(structure.logWeights) };
}

test("trained layers dissipate less work than the same moves alone, and log Z stays exact", async () => {
	const exact = 8 * 0.4082752234;
	const plain = await draws({ layers: 0 }, 0);
	expect(plain.facts.training).toBe("settled");
	expect(plain.facts.parameters).toBe(0);
	const trained = await draws({}, 100);
	for (const { logZ, logZError } of [plain, trained]) {
		expect(logZError).toBeLessThan(0.05);
		expect(Math.abs(logZ - exact) / logZError).toBeLessThan(4.5);
	}
	const gain = trained.kishEss - plain.kishEss;
	const error = Math.hypot(trained.kishEssError, plain.kishEssError);
	expect(gain / error).toBeGreaterThan(5);
});

test("an action without a path, and layers of one colour, are refused with the reason", () => {
	const { structure: _, ...opaque } = ring;
	const verdict = stochasticFlow
		.create(stochasticFlow.options.parse({}))
		.supports(opaque);
	expect(verdict.ok ? "" : verdict.reason).toContain("stochastic-flow");
	const odd = stochasticFlow.options.safeParse({ layers: 3 });
	expect(odd.error?.issues[0]?.message).toContain("even number");
});
