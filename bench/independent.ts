/**
 * The price of an independent configuration by each chain method on the line xi = L/4: gradients and
 * processor time for 2 tau of the slowest of m, m^2 and S. Gradients compare algorithms, and time their
 * implementations too. One seed, 64 chains.
 */

import type { Action } from "../actions/action.js";
import type { Ensemble } from "../core/ensemble.js";
import { pooledTau } from "../core/statistics/chains/pooled-tau.js";
import { processorSeconds } from "../harness/cell/processor-time.js";
import { hmc } from "../samplers/hmc/hmc.js";
import { mala } from "../samplers/mala/mala.js";
import { mclmc } from "../samplers/mclmc/mclmc.js";
import type { Sampler } from "../samplers/sampler.js";
import { openBackend } from "../tensor/backend.js";
import type { Backend } from "../tensor/device.js";
import type { BenchPart } from "./part.js";
import { table } from "./rounds.js";
import { fixedContext, phi4On, samplerOf } from "./training.js";

/** lambda at m^2 = -4: arXiv:1904.12072 and 2207.00283. */
interface Point {
	readonly extent: number;
	readonly lambda: number;
	/** Stored configurations of each of 64 chains. */
	readonly perChain: number;
}

/** Limit of each preparation. */
const seconds = 30;

const methods: Readonly<Record<string, Sampler>> = {
	"hmc, leapfrog, length 1": samplerOf(hmc, {
		integrator: "leapfrog",
		trajectory: 1,
		jitter: 0,
	}),
	"hmc, tuned": samplerOf(hmc),
	"hmc, acceleration: free": samplerOf(hmc, { acceleration: "free" }),
	"hmc, acceleration: measured": samplerOf(hmc, { acceleration: "measured" }),
	mala: samplerOf(mala),
	mclmc: samplerOf(mclmc),
};

export const independent6 = part({ extent: 6, lambda: 6.975, perChain: 600 });
export const independent14 = part({ extent: 14, lambda: 5.113, perChain: 400 });
export const independent32 = part({ extent: 32, lambda: 4.572, perChain: 120 });

/** One seed, named `name`. */
export async function priceOf(
	name: string,
	sampler: Sampler,
	action: Action,
	draws: number,
	backend: Backend,
) {
	let gradients = 0;
	const start = performance.now();
	const context = fixedContext(name, () => (performance.now() - start) / 1000, {
		count({ gradient = 0 }) {
			gradients += gradient;
		},
	});
	const prepared = await sampler.prepare(
		action,
		{ seconds },
		{ ...context, backend },
	);
	gradients = 0;
	const before = processorSeconds();
	const ensemble = await prepared.draw(draws);
	const spent = processorSeconds() - before;
	prepared.dispose();
	const taus = tausOf(ensemble, action.space.size);
	const price = (2 * Math.max(...taus)) / ensemble.count;
	return {
		name,
		tauMagnetization: taus[0],
		tauMagnetization2: taus[1],
		tauAction: taus[2],
		gradients: price * gradients,
		coreMicroseconds: 1e6 * price * spent,
	};
}

/** tau of m, m^2 and S over 64 chains. */
export function tausOf(
	{ fields, action }: Pick<Ensemble, "fields" | "action">,
	size: number,
): readonly [number, number, number] {
	return tausOfSeries(magnetizations(fields, size), action, 64);
}

/** The mean field of each configuration. */
export function magnetizations(
	fields: Float32Array | Float64Array,
	size: number,
): Float64Array {
	return Float64Array.from({ length: fields.length / size }, (_, i) => {
		let sum = 0;
		for (let x = i * size; x < (i + 1) * size; x++) sum += fields[x];
		return sum / size;
	});
}

/** tau of m, m^2 and S, chain after chain. */
export function tausOfSeries(
	m: Float64Array,
	action: Float64Array,
	chains: number,
): readonly [number, number, number] {
	const m2 = m.map((value) => value * value);
	return [
		pooledTau(m, chains, 0).tau,
		pooledTau(m2, chains, null).tau,
		pooledTau(action, chains, null).tau,
	];
}

function part({ extent, lambda, perChain }: Point): BenchPart {
	return {
		name: `independent-${extent}`,
		label: `gradients and processor time for an independent configuration, phi^4 on ${extent} x ${extent} at m^2 = -4, lambda = ${lambda}, ${64 * perChain} draws`,
		async run(print, { rehearsal, save }) {
			const draws = 64 * (rehearsal ? 10 : perChain);
			const backend = await openBackend("wasm");
			const results: object[] = [];
			const action = phi4On(extent, lambda);
			const rows = [
				["method", "tau m", "tau m2", "tau S", "gradients", "core us"],
			];
			for (const [name, sampler] of Object.entries(methods)) {
				const result = await priceOf(name, sampler, action, draws, backend);
				results.push(result);
				save(results);
				rows.push([
					name,
					...[
						result.tauMagnetization,
						result.tauMagnetization2,
						result.tauAction,
					].map((tau) => tau.toPrecision(3)),
					result.gradients.toFixed(0),
					result.coreMicroseconds.toFixed(0),
				]);
			}
			for (const line of table(rows)) print(line);
		},
	};
}
