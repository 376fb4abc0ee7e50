/** Runs of samplers outside a cell, and z scores of their exact values. */
import { expect } from "vitest";
import type { Action } from "../../../actions/action.js";
import type { Ensemble } from "../../../core/ensemble.js";
import { createRandom } from "../../../core/random.js";
import { evaluate } from "../../../metrics/cell/evaluate.js";
import { Measurements } from "../../../metrics/cell/measurements.js";
import type { SamplerDefinition } from "../../../samplers/sampler.js";
import { openTestBackend } from "../../support/backend.js";
import { witness } from "../flow/support.js";

const backend = await openTestBackend();

export async function drawOf<O>(
	definition: SamplerDefinition<O>,
	action: Action,
	options: object,
	count: number,
): Promise<Ensemble> {
	const { context } = witness("links", { backend, threads: 1 });
	const sampler = definition.create(definition.options.parse(options));
	expect(sampler.supports(action)).toEqual({ ok: true });
	const budget = { seconds: Number.POSITIVE_INFINITY };
	const prepared = await sampler.prepare(action, budget, context);
	try {
		return await prepared.draw(count);
	} finally {
		prepared.dispose();
	}
}

/** (value - exact) / error of every quantity whose mean is known and of every identity, where there is an error bar. */
function zScores(
	action: Action,
	ensemble: Ensemble,
): Readonly<Record<string, number>> {
	const measurements = new Measurements(action);
	measurements.add(ensemble);
	const { estimators, identities } = evaluate(measurements, createRandom("z"));
	const scores: Record<string, number> = {};
	const all = {
		...estimators.chain?.observables,
		...identities.chain,
	};
	for (const [name, { value, error, status }] of Object.entries(all)) {
		const exact = name in (identities.chain ?? {}) ? 0 : action.exact?.[name];
		if (
			exact === undefined ||
			status !== "ok" ||
			!(error !== undefined && error > 0)
		)
			continue;
		scores[name] = ((value ?? Number.NaN) - exact) / error;
	}
	return scores;
}

/** Every score below 4.5, and the named ones among them. */
export function expectExact(
	action: Action,
	ensemble: Ensemble,
	names: readonly string[],
): void {
	const scores = zScores(action, ensemble);
	expect(Object.keys(scores)).toEqual(expect.arrayContaining([...names]));
	for (const [name, z] of Object.entries(scores))
		expect(Math.abs(z), `${name}: z = ${z.toFixed(2)}`).toBeLessThan(4.5);
}
