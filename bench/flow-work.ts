/** Work of flows to be timed: training steps (loss, gradient, Adam) and draws. */
import { availableParallelism } from "node:os";
import type { Action } from "../actions/action.js";
import { phi4 } from "../actions/scalar/phi4.js";
import { createLattice, type Lattice } from "../core/lattice.js";
import { createRandom } from "../core/random.js";
import type { FlowEngine } from "../samplers/flow/engine.js";
import type { Flow, FlowCall } from "../samplers/flow/flow.js";
import { fusedEngine } from "../samplers/flow/simd/engine.js";
import { adamState, adamStep, norm } from "../samplers/flow/training/adam.js";

/** Threads of the comparisons with peers, which get as many. */
export const threads = Math.min(2, availableParallelism());

/** Seconds. */
export interface Timing {
	readonly step: number;
	readonly draw: number;
}

/** The phi^4 action of E1 on a square lattice. */
export function actionOn(lattice: Lattice): Action {
	return phi4.create(lattice, { m2: -4, lambda: 6.975 });
}

export function square(extent: number): Lattice {
	return createLattice([extent, extent]);
}

/** A training step and a draw, each by its number, of a flow that is trained as the steps go on. */
export function workOf(flow: Flow, engine: FlowEngine, call: FlowCall) {
	const stream = createRandom("bench");
	const adam = adamState(flow.initialise(stream));
	const weights = () => Float32Array.from(adam.parameters);
	return {
		train: (samples: number) => async (number: number) => {
			const { gradient } = await engine.gradient(
				weights(),
				stream,
				number,
				samples,
				call,
			);
			adamStep(adam, gradient, norm(gradient), 1e-4, {
				beta1: 0.8,
				beta2: 0.9,
				clip: 10,
			});
		},
		draw: (samples: number) => async (number: number) => {
			await engine.sample(weights(), stream, number * samples, samples, call);
		},
	};
}

/**
 * A step with total gradients, one with path gradients, and a draw of as many samples, on all threads of the
 * comparisons.
 */
export function peerTasks(
	flow: Flow,
	action: Action,
	samples: number,
	call: FlowCall = {},
) {
	const engine = fusedEngine(flow, action, threads);
	const total = workOf(flow, engine, { ...call, estimator: "total" });
	const path = workOf(flow, engine, { ...call, estimator: "path" });
	return {
		tasks: {
			step: total.train(samples),
			path: path.train(samples),
			draw: total.draw(samples),
		},
		dispose: () => engine.dispose(),
	};
}

/** Seconds of the best of the repeats, after a first run that compiles and allocates. */
export async function best(
	repeats: number,
	task: (number: number) => Promise<void>,
): Promise<number> {
	let seconds = Number.POSITIVE_INFINITY;
	for (let number = 0; number <= repeats; number++) {
		const start = performance.now();
		await task(number);
		if (number > 0)
			seconds = Math.min(seconds, (performance.now() - start) / 1000);
	}
	return seconds;
}

/** A step and a draw of as many samples, by the kernels of the CPU on so many threads. */
export async function measure(
	flow: Flow,
	samples: number,
	repeats: number,
	call: FlowCall = {},
	used = threads,
): Promise<Timing> {
	const engine = fusedEngine(flow, actionOn(flow.lattice), used);
	try {
		const { train, draw } = workOf(flow, engine, call);
		return {
			step: await best(repeats, train(samples)),
			draw: await best(repeats, draw(samples)),
		};
	} finally {
		engine.dispose();
	}
}

export function milliseconds(seconds: number): string {
	return (1000 * seconds).toPrecision(3);
}
