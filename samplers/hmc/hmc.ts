/**
 * Hamiltonian ("hybrid") Monte Carlo (S. Duane, A. D. Kennedy, B. J. Pendleton, D. Roweth, Phys.
 * Lett. B 195 (1987) 216): H = p^2/2 + S, Gaussian momenta, and a reversible, area-preserving
 * trajectory that is accepted with min(1, exp(-Delta H)).
 *
 * Fields may live on any manifold of actions/manifolds/. Many chains run side by side. Actions of
 * one real number per site with a nearest-neighbour kinetic term and an even potential run in a
 * fused kernel on all threads up to degree six, and on a GPU up to degree four; links with Wilson's
 * action in kernels of U(1), SU(2) and SU(3) on all threads. Others use automatic differentiation. An untuned sampler would be a straw man, so step size and trajectory
 * length are tuned by default (samplers/hmc/tune.ts), and thermalisation is detected
 * (samplers/chain/thermalisation.ts).
 */

import type { Action } from "../../actions/action.js";
import { describeSpace, isRealScalar } from "../../core/field-space.js";
import { no, type Verdict } from "../../core/verdict.js";
import * as tf from "../../tensor/tf.js";
import { prepareChains } from "../chain/method.js";
import { wilsonOf } from "../links/wilson.js";
import type { Context, Prepared, SamplerDefinition } from "../sampler.js";
import {
	accelerationSupports,
	fourierDynamics,
	startMasses,
} from "./acceleration.js";
import type { HmcEngine } from "./engine.js";
import {
	fusedPolynomial,
	hasKernel,
	type Kernel,
	kernelNeeds,
} from "./fused.js";
import { createGpuEngine } from "./gpu/engine.js";
import { hmcMethod } from "./method.js";
import { type HmcOptions, hmcOptionsSchema } from "./options.js";
import { createAutodiffEngine } from "./reference/autodiff.js";
import { createHostEngine } from "./reference/host.js";
import { HmcRun } from "./run.js";
import { createKernelEngine, createLinkEngine } from "./simd/engine.js";

export const hmc: SamplerDefinition<HmcOptions> = {
	name: "hmc",
	label: "Hamiltonian Monte Carlo, step size and trajectory length tuned",
	reference: "Phys. Lett. B 195 (1987) 216",
	documentation: "classical-samplers.md#trajectories",
	options: hmcOptionsSchema,
	create: (options) => ({
		supports: (action) => hmcSupports(action, options),
		prepare: (action, budget, context) =>
			withEngine(action, options, context, (engine, masses) => {
				const run = new HmcRun(action, engine, options, context);
				const method = hmcMethod(run, context, masses);
				return prepareChains(method, budget, context);
			}),
	}),
};

/** What Hamiltonian Monte Carlo, and samplers on its engines, can treat. */
export function hmcSupports(action: Action, options: HmcOptions): Verdict {
	const { acceleration, engine, integrator } = options;
	const accelerable = accelerationSupports(action, options);
	if (!accelerable.ok) return accelerable;
	if (options.start === "wells" && !isRealScalar(action.space))
		return no(
			`start: wells needs one real number per site, and this action has ${describeSpace(action.space)}; start: hot and start: cold treat it`,
		);
	const plain = acceleration === "none";
	const fused = plain
		? hasKernel(action, "simd", integrator)
		: fusedPolynomial(action, "simd") !== undefined;
	if (engine === "autodiff" || fused) return { ok: true };
	const needs = kernelNeeds("simd", integrator);
	if (engine === "kernel")
		return no(`engine: kernel was asked for, and ${needs}`);
	const slow = plain ? "by automatic differentiation" : "in loops on the host";
	return { ok: true, note: `${slow}; ${needs}` };
}

export interface ChosenEngine {
	readonly engine: HmcEngine;
	/** What a faster engine would need, if the user left the choice to us. */
	readonly slow?: string;
	/** Masses of the modes, with Fourier acceleration. */
	readonly masses?: Float64Array;
}

async function createEngine(
	action: Action,
	options: HmcOptions,
	context: Context,
): Promise<ChosenEngine> {
	const { key } = context.random.fork("trajectories");
	const onCpu = context.backend.device.kind === "cpu";
	const onGpu = tf.getBackend() === "webgpu";
	// Work on the processor must not count as seconds of a GPU.
	if (options.engine === "kernel" && !onCpu && !onGpu)
		throw new Error(
			`engine: kernel computes on the CPU here; run it with the backend wasm, not ${context.backend.name}`,
		);
	const { chains, precision, acceleration } = options;
	const { signal, threads } = context;
	if (acceleration !== "none") {
		if (!onCpu)
			throw new Error(
				`acceleration: ${acceleration} computes on the CPU; run it with the backend wasm, not ${context.backend.name}`,
			);
		const masses = startMasses(action, options);
		if (fusedPolynomial(action, "simd") !== undefined)
			return {
				engine: createKernelEngine(
					action,
					chains,
					precision,
					key,
					threads,
					signal,
					masses,
				),
				masses,
			};
		const dynamics = fourierDynamics(action.space.lattice, masses);
		const name = "Fourier acceleration, host loops, float64";
		const given = { name, chains, key, signal };
		const engine = createHostEngine(action, dynamics, given);
		return { engine, slow: kernelNeeds("simd"), masses };
	}
	const kernel: Kernel = onGpu ? "gpu" : "simd";
	const wanted = options.engine !== "autodiff" && (onCpu || onGpu);
	if (wanted && hasKernel(action, kernel, options.integrator)) {
		if (onGpu)
			return {
				engine: await createGpuEngine(action, chains, precision, key, signal),
			};
		const create =
			wilsonOf(action) === undefined ? createKernelEngine : createLinkEngine;
		return {
			engine: create(action, chains, precision, key, threads, signal),
		};
	}
	if (options.engine === "kernel")
		throw new Error(
			`engine: kernel was asked for, and ${kernelNeeds(kernel, options.integrator)}`,
		);
	const engine = createAutodiffEngine(action, chains, key, signal);
	if (options.engine === "autodiff") return { engine };
	const slow = wanted
		? kernelNeeds(kernel, options.integrator)
		: "the fused kernel needs the backend wasm or webgpu";
	return { engine, slow };
}

/** A sampler on the engine that the options and the backend allow. The record says what a faster one would need. */
export async function withEngine(
	action: Action,
	options: HmcOptions,
	context: Context,
	prepare: (engine: HmcEngine, masses?: Float64Array) => Promise<Prepared>,
): Promise<Prepared> {
	await context.meter.phase("compile");
	return onEngine(await createEngine(action, options, context), prepare);
}

/** The same on an engine that was chosen already. */
export async function onEngine(
	{ engine, slow, masses }: ChosenEngine,
	prepare: (engine: HmcEngine, masses?: Float64Array) => Promise<Prepared>,
): Promise<Prepared> {
	try {
		const prepared = await prepare(engine, masses);
		if (slow === undefined) return prepared;
		return { ...prepared, facts: { ...prepared.facts, fusedKernel: slow } };
	} catch (error) {
		engine.dispose();
		throw error;
	}
}
