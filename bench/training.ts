/** What benchmarks of samplers share: targets, samplers with their defaults, and a context without a harness. */
import type { Action } from "../actions/action.js";
import { phi4 } from "../actions/scalar/phi4.js";
import { createLattice } from "../core/lattice.js";
import { createRandom } from "../core/random.js";
import { equivariantCnf } from "../samplers/continuous/equivariant-cnf.js";
import { neuralSpline } from "../samplers/coupling/neural-spline.js";
import { realnvp } from "../samplers/coupling/realnvp.js";
import type {
	Context,
	Meter,
	Sampler,
	SamplerDefinition,
} from "../samplers/sampler.js";

export const flowNames = [
	"realnvp",
	"neural-spline",
	"equivariant-cnf",
] as const;
export type FlowName = (typeof flowNames)[number];

const flows = {
	realnvp,
	"neural-spline": neuralSpline,
	"equivariant-cnf": equivariantCnf,
};

export function createFlow(name: FlowName, options: object): Sampler {
	return samplerOf(flows[name] as SamplerDefinition<never>, options);
}

/** With the defaults of the options that are not given. */
export function samplerOf<O>(
	definition: SamplerDefinition<O>,
	options: object = {},
): Sampler {
	return definition.create(definition.options.parse(options));
}

/** phi^4 on a square at m2 = -4. */
export function phi4On(extent: number, lambda: number): Action {
	return phi4.create(createLattice([extent, extent]), { m2: -4, lambda });
}

/** For preparations of a fixed number of steps. */
export const noLimit = { seconds: Number.POSITIVE_INFINITY };

/** No clock unless one is given: for trainings of a fixed number of steps. */
export function fixedContext(
	seed: number | string,
	seconds: () => number = () => 0,
	meter: Partial<Pick<Meter, "phase" | "count">> = {},
	threads = 1,
): Context {
	return {
		random: createRandom(seed),
		backend: {
			name: "cpu",
			device: { kind: "cpu", name: "this one", count: 1 },
			reason: "kernels of the embedded backend",
			versions: {},
		},
		threads,
		meter: {
			phase: meter.phase ?? (async () => {}),
			count: meter.count ?? (() => {}),
			charge() {},
			get seconds() {
				return seconds();
			},
			get deviceSeconds() {
				return seconds();
			},
			evaluations: 0,
		},
		signal: new AbortController().signal,
		progress() {},
		async offer() {},
	};
}
