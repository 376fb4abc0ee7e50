/**
 * The work of one thread of the fused engine: it takes chunks of samples off a shared counter until
 * none is left. Each chunk has its own place for results, so they do not depend on the thread that
 * computed it.
 */
import type { Polynomial } from "../../../actions/action.js";
import type { Lattice } from "../../../core/lattice.js";
import type { NumberedCall, TaskName } from "../batches.js";
import {
	type FlowBatch,
	type FusedFactory,
	type FusedFlow,
	partOf,
} from "../flow.js";
import { latentAngles, latentNormals, type StreamKey } from "../latent.js";

/** The flow that a thread builds once, identified by `id`. */
export interface FlowSetup {
	readonly id: string;
	readonly module: string;
	readonly config: unknown;
	readonly lattice: Lattice;
	/** Reals of a configuration, and whether they are angles of links. */
	readonly reals: number;
	readonly links: boolean;
	/** Null where the flow knows its action from its configuration. */
	readonly action: Polynomial | null;
}

/** A batch in shared memory, whose arrays may be longer than it; `gradient` is [chunks, parameters]. */
export interface FlowJob extends FlowBatch<Float32Array> {
	readonly setup: FlowSetup;
	readonly task: TaskName;
	/** Whether `latent` holds what stands for the normals of the stream. */
	readonly given: boolean;
	readonly call: NumberedCall;
	readonly key: StreamKey;
	readonly count: number;
	/** Samples in a chunk; the last one may be shorter. */
	readonly chunk: number;
	/** [0]: the next chunk to take. */
	readonly next: Int32Array;
	readonly parameters: Float32Array;
}

type Factory = { readonly createFused: FusedFactory };

const flows = new Map<string, Promise<FusedFlow>>();
let scratch = new Float32Array(0);

export async function work(job: FlowJob): Promise<void> {
	const flow = await flowOf(job.setup);
	const { task, parameters, key, chunk } = job;
	const { reals, links } = job.setup;
	const draw = links ? latentAngles : latentNormals;
	if (scratch.length < chunk * reals) scratch = new Float32Array(chunk * reals);
	for (;;) {
		const index = Atomics.add(job.next, 0, 1);
		const start = index * chunk;
		if (start >= job.count) return;
		const count = Math.min(chunk, job.count - start);
		const batch = partOf(job, reals, start, start + count);
		const call = { ...job.call, first: job.call.first + start };
		if (task === "density") {
			flow.density(parameters, batch, call);
			continue;
		}
		const latent = job.given
			? batch.latent
			: scratch.subarray(0, count * reals);
		if (!job.given) draw(key, call.first, count, reals, latent);
		const size = parameters.length;
		const gradient = job.gradient.subarray(index * size, (index + 1) * size);
		if (task === "gradient") gradient.fill(0);
		flow[task](parameters, { ...batch, latent, gradient }, call);
	}
}

/** The flow of a thread, built when it is first asked for. */
export function flowOf(setup: FlowSetup): Promise<FusedFlow> {
	let flow = flows.get(setup.id);
	if (flow === undefined) {
		flow = (import(setup.module) as Promise<Factory>).then((module) =>
			module.createFused(setup.config, setup.lattice, setup.action),
		);
		flows.set(setup.id, flow);
	}
	return flow;
}
