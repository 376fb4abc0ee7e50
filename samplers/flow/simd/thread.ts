/**
 * The work of one thread of the fused engine: it takes chunks of samples off a shared counter until
 * none is left. Each chunk has its own place for results, so they do not depend on the thread that
 * computed it.
 */
import type { Polynomial } from "../../../actions/action.js";
import type { Lattice } from "../../../core/lattice.js";
import type { FlowCall, FusedFactory, FusedFlow } from "../flow.js";
import { latentNormals, type StreamKey } from "../latent.js";

/** The flow that a thread builds once, identified by `id`. */
export interface FlowSetup {
	readonly id: string;
	readonly module: string;
	readonly config: unknown;
	readonly lattice: Lattice;
	readonly action: Polynomial;
}

export interface FlowJob {
	readonly setup: FlowSetup;
	readonly task: "gradient" | "sample" | "density";
	readonly call: FlowCall;
	readonly key: StreamKey;
	/** Number of the first sample. */
	readonly first: number;
	readonly count: number;
	/** Samples in a chunk. The last chunk may be shorter. */
	readonly chunk: number;
	/** [0] is the next chunk to take. */
	readonly next: Int32Array;
	readonly parameters: Float32Array;
	/** [count, V]. `sample` writes it, `density` reads it. */
	readonly fields: Float32Array;
	/** [count, V]. `density` writes it. */
	readonly latent: Float32Array;
	readonly logDensity: Float64Array;
	readonly actionValues: Float64Array;
	/** [chunks, parameters]. `gradient` writes it. */
	readonly gradients: Float64Array;
}

type Factory = { readonly createFused: FusedFactory };

const flows = new Map<string, Promise<FusedFlow>>();
let scratch = new Float32Array(0);

export async function work(job: FlowJob): Promise<void> {
	const flow = await flowOf(job.setup);
	const { sites } = job.setup.lattice;
	const size = job.parameters.length;
	if (scratch.length < job.chunk * sites)
		scratch = new Float32Array(job.chunk * sites);
	for (;;) {
		const index = Atomics.add(job.next, 0, 1);
		const start = index * job.chunk;
		if (start >= job.count) return;
		const count = Math.min(job.chunk, job.count - start);
		const part = <A extends Float32Array | Float64Array>(array: A, width = 1) =>
			array.subarray(start * width, (start + count) * width) as A;
		const logDensity = part(job.logDensity);
		const call = { ...job.call, first: job.first + start };
		if (job.task === "density") {
			flow.density(
				job.parameters,
				part(job.fields, sites),
				part(job.latent, sites),
				logDensity,
				call,
			);
			continue;
		}
		const latent = scratch.subarray(0, count * sites);
		latentNormals(job.key, job.first + start, count, sites, latent);
		const action = part(job.actionValues);
		if (job.task === "sample") {
			const fields = part(job.fields, sites);
			flow.sample(job.parameters, latent, fields, logDensity, action, call);
		} else {
			const gradient = job.gradients.subarray(index * size, (index + 1) * size);
			gradient.fill(0);
			flow.gradient(job.parameters, latent, gradient, logDensity, action, call);
		}
	}
}

function flowOf(setup: FlowSetup): Promise<FusedFlow> {
	let flow = flows.get(setup.id);
	if (flow === undefined) {
		flow = (import(setup.module) as Promise<Factory>).then((module) =>
			module.createFused(setup.config, setup.lattice, setup.action),
		);
		flows.set(setup.id, flow);
	}
	return flow;
}
