/** The timed work of flows: training steps (loss, path gradient, Adam) and draws. */
import { createRandom } from "../core/random.js";
import type { FlowEngine } from "../samplers/flow/engine.js";
import type { Flow } from "../samplers/flow/flow.js";
import { adamState, adamStep, norm } from "../samplers/flow/training/adam.js";

/** The default of training. */
export const estimator = "path";

/** Does one training step with a given number. */
export function trainer(flow: Flow, engine: FlowEngine, batch: number) {
	const stream = createRandom("bench");
	const state = adamState(flow.initialise(stream));
	return async (step: number): Promise<void> => {
		const weights = Float32Array.from(state.parameters);
		const call = { estimator } as const;
		const { gradient } = await engine.gradient(
			weights,
			stream,
			step,
			batch,
			call,
		);
		adamStep(state, gradient, norm(gradient), 1e-3, {
			beta1: 0.9,
			beta2: 0.999,
			clip: 10,
		});
	};
}

export function drawer(flow: Flow, engine: FlowEngine, draws: number) {
	const stream = createRandom("bench");
	const weights = flow.initialise(stream);
	return async (step: number): Promise<void> => {
		await engine.sample(weights, stream, step * draws, draws);
	};
}

/** Seconds. The first run, which compiles and allocates, does not count. */
export async function best(
	repeats: number,
	run: (step: number) => Promise<void>,
): Promise<number> {
	let shortest = Number.POSITIVE_INFINITY;
	for (let step = 0; step <= repeats; step++) {
		const start = performance.now();
		await run(step);
		const seconds = (performance.now() - start) / 1000;
		if (step > 0) shortest = Math.min(shortest, seconds);
	}
	return shortest;
}
