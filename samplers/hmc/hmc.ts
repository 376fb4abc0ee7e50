/**
 * Hamiltonian ("hybrid") Monte Carlo, S. Duane, A. D. Kennedy, B. J. Pendleton, D. Roweth, Phys. Lett. B 195 (1987)
 * 216: H = p^2/2 + S, Gaussian momenta, a reversible and area-preserving trajectory, accepted with
 * min(1, exp(-Delta H)).
 *
 * Many chains side by side. Actions with a nearest-neighbour kinetic term and an even potential of
 * degree four or less run in a fused kernel, on all threads or on the GPU, others by automatic
 * differentiation. Untuned, this sampler is a straw man: step size and trajectory length are tuned
 * by default (samplers/hmc/tune.ts), and thermalisation is detected (samplers/chain/thermalisation.ts).
 */

import { type Action, polynomialOf } from "../../actions/action.js";
import { describeSpace } from "../../core/field-space.js";
import type { Verdict } from "../../core/verdict.js";
import * as tf from "../../tensor/tf.js";
import type {
	Budget,
	Context,
	Prepared,
	SamplerDefinition,
} from "../sampler.js";
import type { HmcEngine } from "./engine.js";
import { createGpuEngine } from "./gpu/engine.js";
import { type HmcOptions, hmcOptionsSchema } from "./options.js";
import {
	freshState,
	stateOf,
	type ThermalSeries,
	thermalise,
	tune,
} from "./prepare.js";
import { createPrepared, writeCheckpoint } from "./prepared.js";
import { createAutodiffEngine } from "./reference/autodiff.js";
import { HmcRun } from "./run.js";
import { createKernelEngine, kernelTreats } from "./simd/engine.js";
import { startFields } from "./start.js";

export const hmc: SamplerDefinition<HmcOptions> = {
	name: "hmc",
	label: "Hamiltonian Monte Carlo, step size and trajectory length tuned",
	reference: "Phys. Lett. B 195 (1987) 216",
	options: hmcOptionsSchema,
	create: (options) => ({
		supports: (action) => supports(action, options),
		prepare: (action, budget, context) =>
			prepare(action, options, budget, context),
	}),
};

function supports(action: Action, options: HmcOptions): Verdict {
	if (action.space.manifold !== "line")
		return {
			ok: false,
			reason: `its fields are real numbers, and this action has ${describeSpace(action.space)}`,
		};
	if (options.engine === "kernel" && !kernelTreats(polynomialOf(action))) {
		return {
			ok: false,
			reason:
				"engine: kernel needs a nearest-neighbour kinetic term and an even potential of degree 4 at most",
		};
	}
	return { ok: true };
}

async function createEngine(
	action: Action,
	options: HmcOptions,
	context: Context,
): Promise<HmcEngine> {
	const { key } = context.random.fork("trajectories");
	const onCpu = context.backend.device.kind === "cpu";
	const onGpu = tf.getBackend() === "webgpu";
	// What runs on the processor must not be counted as seconds of a GPU.
	if (options.engine === "kernel" && !onCpu && !onGpu)
		throw new Error(
			`engine: kernel computes on the CPU here; run it with the backend wasm, not ${context.backend.name}`,
		);
	const fused =
		options.engine === "kernel" ||
		(options.engine === "auto" &&
			kernelTreats(polynomialOf(action)) &&
			(onCpu || onGpu));
	if (fused && onGpu)
		return createGpuEngine(
			action,
			options.chains,
			options.precision,
			key,
			context.signal,
		);
	return fused
		? createKernelEngine(
				action,
				options.chains,
				options.precision,
				key,
				context.threads,
				context.signal,
			)
		: createAutodiffEngine(action, options.chains, key, context.signal);
}

async function prepare(
	action: Action,
	options: HmcOptions,
	budget: Budget,
	context: Context,
): Promise<Prepared> {
	await context.meter.phase("compile");
	const engine = await createEngine(action, options, context);
	try {
		return await prepareRun(
			new HmcRun(action, engine, options, context),
			budget,
			context,
		);
	} catch (error) {
		engine.dispose();
		throw error;
	}
}

async function prepareRun(
	run: HmcRun,
	budget: Budget,
	context: Context,
): Promise<Prepared> {
	const { engine, action, options } = run;
	const { resume } = context;
	const state = resume === undefined ? freshState() : stateOf(resume);
	run.next = state.next;
	run.length = state.length;
	run.stepSize = state.stepSize;
	engine.load(
		resume?.arrays.fields ??
			startFields(
				action,
				options.start,
				options.chains,
				context.random.fork("start"),
			),
	);
	await engine.run([]); // starts the threads and compiles
	const series: ThermalSeries = {
		total: asFloat64(resume?.arrays.total),
		action: asFloat64(resume?.arrays.action),
	};
	const offer = () => context.offer(() => writeCheckpoint(run, state, series));
	if (state.stage === "tune") {
		await context.meter.phase("tune");
		await tune(run, state, budget, context);
		state.stage = "thermalise";
		await offer();
	}
	if (state.stage === "thermalise") {
		await context.meter.phase("thermalise");
		await thermalise(run, state, series, budget, context, offer);
		state.stage = "ready";
	}
	return createPrepared(run, state, context);
}

function asFloat64(array: Float32Array | Float64Array | undefined) {
	return array === undefined ? new Float64Array(0) : Float64Array.from(array);
}
