/**
 * The integrators of HMC at equal numbers of gradients: Delta H of trajectories of one length, their acceptance, and
 * gradients for an independent draw of S, 2 tau times those of a trajectory. All start from the same thermalised
 * chains; errors are the scatter over groups of chains.
 */
import type { Action } from "../actions/action.js";
import { wilsonAction } from "../actions/gauge/wilson-action.js";
import { createLattice } from "../core/lattice.js";
import { createRandom } from "../core/random.js";
import { pooledTau } from "../core/statistics/chains/pooled-tau.js";
import { mean } from "../core/statistics/moments.js";
import { startFields } from "../samplers/chain/start.js";
import { type HmcEngine, meanAcceptance } from "../samplers/hmc/engine.js";
import { hasKernel } from "../samplers/hmc/fused.js";
import {
	gradientsOf,
	type IntegratorName,
	schedule,
} from "../samplers/hmc/integrator.js";
import { createAutodiffEngine } from "../samplers/hmc/reference/autodiff.js";
import {
	createKernelEngine,
	createLinkEngine,
} from "../samplers/hmc/simd/engine.js";
import { openBackend } from "../tensor/backend.js";
import type { BenchPart } from "./part.js";
import { table } from "./rounds.js";
import { phi4On } from "./training.js";

interface Case {
	readonly name: string;
	readonly label: string;
	action(): Action;
	readonly chains: number;
	readonly start: "hot" | "wells";
	/** Of a trajectory. */
	readonly length: number;
	/** Trajectories of a chain before the measurement, and in it. */
	readonly thermalise: number;
	readonly draws: number;
	readonly steps: Readonly<Record<IntegratorName, readonly number[]>>;
}

const key = [1, 2] as const;
const groups = 4;

/** The reference engine where the action's kernel does not know the integrator. */
function engineFor(
	action: Action,
	integrator: IntegratorName,
	chains: number,
): HmcEngine {
	if (!hasKernel(action, "simd", integrator))
		return createAutodiffEngine(action, chains, key);
	const create =
		action.structure?.kind === "wilson" ? createLinkEngine : createKernelEngine;
	return create(action, chains, "float64", key, 1);
}

function part(one: Case): BenchPart {
	return {
		name: one.name,
		label: one.label,
		async run(print, { rehearsal, save }) {
			await openBackend("wasm");
			const action = one.action();
			const { chains, length } = one;
			const [thermalise, draws] = rehearsal
				? [2, 8]
				: [one.thermalise, one.draws];
			const steady = engineFor(action, "omelyan", chains);
			const random = createRandom("integrators");
			steady.load(startFields(action, one.start, chains, random));
			const most = Math.max(...one.steps.omelyan);
			await follow(steady, "omelyan", most, length, 0, thermalise);
			const begin = await steady.fields();
			steady.dispose();
			const results: object[] = [];
			const rows = [
				[
					"integrator",
					"steps",
					"gradients",
					"rms dH",
					"acceptance",
					"tau S",
					"gradients / draw",
				],
			];
			for (const integrator of [
				"leapfrog",
				"omelyan",
				"force-gradient",
			] as const) {
				const engine = engineFor(action, integrator, chains);
				for (const steps of one.steps[integrator]) {
					engine.load(begin);
					const batch = await follow(
						engine,
						integrator,
						steps,
						length,
						thermalise,
						draws,
					);
					const gradients = gradientsOf(
						schedule(integrator, steps, length / steps),
					);
					const rms = Math.sqrt(mean(batch.energyChange.map((x) => x * x)));
					const tau = tauOf(batch.action, chains);
					const result = {
						integrator,
						steps,
						gradients,
						rms,
						acceptance: meanAcceptance(batch),
						tau: tau.value,
						cost: 2 * gradients * tau.value,
						costError: 2 * gradients * tau.error,
					};
					results.push(result);
					save(results);
					rows.push([
						integrator,
						String(steps),
						String(gradients),
						rms.toPrecision(3),
						result.acceptance.toFixed(3),
						tau.value.toPrecision(3),
						`${result.cost.toFixed(1)} ± ${result.costError.toFixed(1)}`,
					]);
				}
				engine.dispose();
			}
			for (const line of table(rows)) print(line);
		},
	};
}

function follow(
	engine: HmcEngine,
	integrator: IntegratorName,
	steps: number,
	length: number,
	from: number,
	count: number,
) {
	const plan = schedule(integrator, steps, length / steps);
	return engine.run(
		Array.from({ length: count }, (_, i) => ({ number: from + i, plan })),
	);
}

function tauOf(
	series: Float64Array,
	chains: number,
): { readonly value: number; readonly error: number } {
	const part = series.length / groups;
	const taus = Array.from(
		{ length: groups },
		(_, g) =>
			pooledTau(series.slice(g * part, (g + 1) * part), chains / groups).tau,
	);
	const { tau } = pooledTau(series, chains);
	const squares = taus.reduce((sum, t) => sum + (t - mean(taus)) ** 2, 0);
	return { value: tau, error: Math.sqrt(squares / groups / (groups - 1)) };
}

export const integratorsSu3 = part({
	name: "integrators-su3",
	label:
		"integrators of HMC at equal gradients, SU(3) on 4^4 at beta = 6, trajectories of length 1",
	action: () => wilsonAction("SU(3)", "SU3", createLattice([4, 4, 4, 4]), 6),
	chains: 16,
	start: "hot",
	length: 1,
	thermalise: 40,
	draws: 100,
	steps: {
		leapfrog: [10, 13, 19],
		omelyan: [3, 4, 5, 6, 8],
		"force-gradient": [2, 3, 4, 5],
	},
});

export const integratorsPhi4 = part({
	name: "integrators-phi4",
	label:
		"integrators of HMC at equal gradients, phi^4 on 32 x 32 at m^2 = -4, lambda = 4.572, trajectories of length 2",
	action: () => phi4On(32, 4.572),
	chains: 32,
	start: "wells",
	length: 2,
	thermalise: 200,
	draws: 400,
	steps: {
		leapfrog: [20, 26, 32, 38],
		omelyan: [8, 10, 13, 16, 20],
		"force-gradient": [6, 8, 10, 12],
	},
});
