/** What benchmarks of trainings share: the flows by name, and a context without a harness. */
import { createRandom } from "../core/random.js";
import { equivariantCnf } from "../samplers/continuous/equivariant-cnf.js";
import { neuralSpline } from "../samplers/coupling/neural-spline.js";
import { realnvp } from "../samplers/coupling/realnvp.js";
import type { Context, Sampler } from "../samplers/sampler.js";

export const flowNames = [
	"realnvp",
	"neural-spline",
	"equivariant-cnf",
] as const;
export type FlowName = (typeof flowNames)[number];

const create: Readonly<Record<FlowName, (options: object) => Sampler>> = {
	realnvp: (options) => realnvp.create(realnvp.options.parse(options)),
	"neural-spline": (options) =>
		neuralSpline.create(neuralSpline.options.parse(options)),
	"equivariant-cnf": (options) =>
		equivariantCnf.create(equivariantCnf.options.parse(options)),
};

export function createFlow(name: FlowName, options: object): Sampler {
	return create[name](options);
}

/** One thread, and no clock: for trainings of a fixed number of steps. */
export function fixedContext(seed: number | string): Context {
	return {
		random: createRandom(seed),
		backend: {
			name: "cpu",
			device: { kind: "cpu", name: "this one", count: 1 },
			reason: "kernels of the embedded backend",
			versions: {},
		},
		threads: 1,
		meter: {
			async phase() {},
			count() {},
			charge() {},
			seconds: 0,
			deviceSeconds: 0,
		},
		signal: new AbortController().signal,
		progress() {},
		async offer() {},
	};
}
