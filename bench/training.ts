/** Seconds of one training step (loss, gradient, Adam) and of one draw, for any flow with kernels. */
import { availableParallelism } from "node:os";
import { phi4 } from "../actions/scalar/phi4.js";
import { createLattice, type Lattice } from "../core/lattice.js";
import { createRandom } from "../core/random.js";
import type { Flow, FlowCall } from "../samplers/flow/flow.js";
import { fusedEngine } from "../samplers/flow/simd/engine.js";
import { adamState, adamStep, norm } from "../samplers/flow/training/adam.js";

export const threads = Math.min(2, availableParallelism());

export interface Timing {
	readonly step: number;
	readonly draw: number;
}

/** The phi^4 action of E1 on a square lattice. */
export function actionOn(lattice: Lattice) {
	return phi4.create(lattice, { m2: -4, lambda: 6.975 });
}

export function square(extent: number): Lattice {
	return createLattice([extent, extent]);
}

/** The best of the repeats, after a first run that compiles and allocates. */
export async function measure(
	flow: Flow,
	samples: number,
	repeats: number,
	call: FlowCall = {},
): Promise<Timing> {
	const engine = fusedEngine(flow, actionOn(flow.lattice), threads);
	try {
		const stream = createRandom("bench");
		const adam = adamState(flow.initialise(stream));
		const weights = () => Float32Array.from(adam.parameters);
		const step = await best(repeats, async (number) => {
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
		});
		const draw = await best(repeats, async (number) => {
			await engine.sample(weights(), stream, number * samples, samples, call);
		});
		return { step, draw };
	} finally {
		engine.dispose();
	}
}

async function best(
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

export function milliseconds(seconds: number): string {
	return (1000 * seconds).toPrecision(3);
}
