/**
 * Whether the No-U-Turn sampler would beat tuned HMC: gradients for 2 tau of the slowest of m, m^2 and S on
 * the line xi = L/4, with its step size tuned to several acceptances. Both measured by the same estimator on
 * 64 chains; the scatter over seeds is the error.
 */
import { hostEvaluation } from "../actions/host-evaluation.js";
import { createRandom, fillNormal } from "../core/random.js";
import { mean } from "../core/statistics/moments.js";
import { DualAveraging } from "../samplers/chain/dual-averaging.js";
import { hmc } from "../samplers/hmc/hmc.js";
import { openBackend } from "../tensor/backend.js";
import { magnetizations, priceOf, tausOf } from "./independent.js";
import { NoUTurnChain } from "./no-u-turn.js";
import type { BenchPart } from "./part.js";
import { phi4On, samplerOf } from "./training.js";

const chains = 64;
const tuning = 60;
const discarded = 60;
const targets = [0.6, 0.7, 0.8, 0.9];

/** lambda at m^2 = -4: arXiv:1904.12072; at L = 16, 2 / beta^2 with beta = 0.634 of arXiv:2105.12481. */
export const nuts6 = part(6, 6.975, 250);
export const nuts16 = part(16, 4.976, 150);

function part(extent: number, lambda: number, perChain: number): BenchPart {
	return {
		name: `nuts-${extent}`,
		label: `gradients for an independent configuration by NUTS and by HMC, phi^4 on ${extent} x ${extent} at m^2 = -4, lambda = ${lambda}, ${chains * perChain} draws, three seeds`,
		async run(print, { rehearsal, save }) {
			const each = rehearsal ? 10 : perChain;
			const seeds = rehearsal ? [1] : [1, 2, 3];
			const backend = await openBackend("wasm");
			const action = phi4On(extent, lambda);
			const results: object[] = [];
			const add = (name: string, prices: readonly Price[]) => {
				const gradients = prices.map((price) => price.gradients);
				const centre = mean(gradients);
				const scatter = gradients.reduce(
					(sum, g) => sum + (g - centre) ** 2,
					0,
				);
				const pairs = gradients.length * (gradients.length - 1);
				const error = Math.sqrt(scatter / Math.max(1, pairs));
				const tau = mean(prices.map((price) => price.tau));
				const seen = prices.flatMap((price) => price.susceptibility ?? []);
				const chi =
					seen.length === 0 ? "" : `, V<m^2> ${mean(seen).toPrecision(4)}`;
				results.push({ name, tau, gradients: centre, error });
				save(results);
				print(
					`${name.padEnd(24)} tau of the slowest ${tau.toPrecision(3)}, gradients ${centre.toFixed(1)} ± ${error.toFixed(1)}${chi}`,
				);
			};
			for (const integrator of ["omelyan", "leapfrog"]) {
				const prices = [];
				for (const seed of seeds) {
					const sampler = samplerOf(hmc, { integrator });
					const price = await priceOf(
						`nuts ${seed}`,
						sampler,
						action,
						chains * each,
						backend,
					);
					const { tauMagnetization, tauMagnetization2, tauAction } = price;
					const tau = Math.max(tauMagnetization, tauMagnetization2, tauAction);
					prices.push({ tau, gradients: price.gradients });
				}
				add(`HMC, tuned, ${integrator}`, prices);
			}
			for (const target of targets) {
				const prices = [];
				for (const seed of seeds)
					prices.push(await run(extent, lambda, target, seed, each));
				add(`NUTS, acceptance ${target}`, prices);
			}
		},
	};
}

interface Price {
	readonly tau: number;
	readonly gradients: number;
	/** V <m^2>. */
	readonly susceptibility?: number;
}

async function run(
	extent: number,
	lambda: number,
	target: number,
	seed: number,
	perChain: number,
): Promise<Price> {
	const action = phi4On(extent, lambda);
	const { size } = action.space;
	const evaluation = hostEvaluation(action);
	const random = createRandom(`no-u-turn ${seed}`);
	const walkers = await Promise.all(
		Array.from({ length: chains }, (_, c) => {
			const own = random.fork(`chain ${c}`);
			const field = fillNormal(own, new Float64Array(size));
			return NoUTurnChain.start(
				field.map((z) => 0.4 * z),
				evaluation,
				own,
			);
		}),
	);
	const averaging = new DualAveraging(target, 0.2, 3, chains);
	for (let t = 0; t < tuning; t++) {
		let acceptance = 0;
		for (const walker of walkers)
			acceptance += (await walker.advance(averaging.trial)).acceptance;
		averaging.update(acceptance / chains);
	}
	const stepSize = averaging.tuned;
	const count = chains * perChain;
	const fields = new Float64Array(count * size);
	const values = new Float64Array(count);
	let gradients = 0;
	for (let t = -discarded; t < perChain; t++) {
		for (const [c, walker] of walkers.entries()) {
			const cost = await walker.advance(stepSize);
			if (t < 0) continue;
			gradients += cost.gradients;
			const at = c * perChain + t;
			fields.set(walker.point.field, at * size);
			values[at] = walker.point.action;
		}
	}
	const tau = Math.max(...tausOf({ fields, action: values }, size));
	const susceptibility =
		size * mean(magnetizations(fields, size).map((value) => value * value));
	return { tau, gradients: (2 * tau * gradients) / count, susceptibility };
}
