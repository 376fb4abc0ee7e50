/**
 * What flows of links are compared by: a preparation of a fixed number of steps, then the effective sample
 * sizes of fresh draws and log Z.
 */
import type { ActionDefinition } from "../actions/action.js";
import type { WilsonParameters } from "../actions/gauge/conventions.js";
import { createLattice } from "../core/lattice.js";
import { forwardEss } from "../core/statistics/weights/forward-ess.js";
import { summarizeWeights } from "../core/statistics/weights/log-weights.js";
import { processorSeconds } from "../harness/cell/processor-time.js";
import { exact2d } from "../samplers/exact-2d/exact-2d.js";
import type { Sampler } from "../samplers/sampler.js";
import { fixedContext, noLimit, samplerOf } from "./training.js";

export interface GaugePoint {
	readonly theory: string;
	readonly extent: number;
	readonly beta: number;
	readonly seed: number;
	/** Processor seconds, and processor seconds of a draw. */
	readonly preparation: number;
	readonly draw: number;
	readonly draws: number;
	/** Fractions. */
	readonly ess: number;
	readonly forwardEss: number;
	/** (log Z - exact) / error. */
	readonly z: number;
}

/** Independent exact draws of the target give the forward one. */
export async function gaugePoint(
	definition: ActionDefinition<WilsonParameters>,
	sampler: Sampler,
	extent: number,
	beta: number,
	seed: number,
	steps: number,
	draws: number,
): Promise<GaugePoint> {
	const action = definition.create(createLattice([extent, extent]), { beta });
	const start = processorSeconds();
	const prepared = await sampler.prepare(
		action,
		{ ...noLimit, steps },
		fixedContext(seed),
	);
	const preparation = processorSeconds() - start;
	const before = processorSeconds();
	const { structure } = await prepared.draw(draws);
	const draw = (processorSeconds() - before) / draws;
	if (structure.kind !== "weighted")
		throw new Error("a flow draws weighted configurations");
	const target = await samplerOf(exact2d).prepare(
		action,
		noLimit,
		fixedContext(`exact ${seed}`),
	);
	const exact = await target.draw(draws);
	const density = await prepared.logDensity?.(exact.fields);
	const forward = density?.map((value, i) => -exact.action[i] - value);
	target.dispose();
	prepared.dispose();
	const { logZ, logZError, kishEss } = summarizeWeights(structure.logWeights);
	return {
		theory: definition.name,
		extent,
		beta,
		seed,
		preparation,
		draw,
		draws,
		ess: kishEss / draws,
		forwardEss:
			forward === undefined
				? Number.NaN
				: forwardEss(forward, structure.logWeights).fraction,
		z: (logZ - (action.exact?.logZ ?? Number.NaN)) / logZError,
	};
}

export const pointHead = [
	"| theory | L | beta | seed | prepare s | draws | ESS | forward ESS | log Z z | us/draw |",
	"| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
];

export function pointRow(point: GaugePoint): string {
	const { theory, extent, beta, seed, preparation, draw, draws } = point;
	const [ess, forward] = [point.ess.toFixed(3), point.forwardEss.toFixed(3)];
	return `| ${theory} | ${extent} | ${beta} | ${seed} | ${preparation.toFixed(1)} | ${draws} | ${ess} | ${forward} | ${point.z.toFixed(1)} | ${(1e6 * draw).toFixed(0)} |`;
}
