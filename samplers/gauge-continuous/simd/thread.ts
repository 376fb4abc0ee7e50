/**
 * The work of one thread: it takes pairs of samples off a shared counter until none is left. Each sample has
 * its own place for results, so they do not depend on the thread that computed it.
 */
import type { StreamKey } from "../../flow/latent.js";
import type { GaugeModel } from "../model.js";
import { projected, startFields, wrapped } from "../start.js";
import { GaugeKernel, lanes } from "./kernel.js";

/** The flow that a thread builds once, identified by `id`. */
export interface GaugeSetup {
	readonly id: string;
	readonly model: GaugeModel;
	readonly beta: number;
}

export interface GaugeJob {
	readonly setup: GaugeSetup;
	/**
	 * `sample` and `gradient` start from the Haar measure, `density` from `fields` at t = 1, and `advance` takes
	 * `links` on by the rows and looks at where they are.
	 */
	readonly task: "sample" | "gradient" | "density" | "advance";
	readonly key: StreamKey;
	/** Number of the first sample in its stream. */
	readonly first: number;
	readonly count: number;
	/** [0]: the next sample to take. */
	readonly next: Int32Array;
	/**
	 * What the kernel reads at the times of the steps (samplers/gauge-continuous/simd/kernel.ts), and the length
	 * of a step; none to stay.
	 */
	readonly rows: readonly Float64Array[];
	readonly step: number;
	/** Shared: [count, size]. */
	readonly fields: Float32Array;
	readonly links: Float64Array;
	/** Shared: log q, sum of Re tr P. */
	readonly logDensity: Float64Array;
	readonly traces: Float64Array;
	/** Shared: integrals of the rates, [count, parameters], or div v_a and the slopes at the links, [count, 2, terms]. */
	readonly rates: Float64Array;
}

const kernels = new Map<string, GaugeKernel>();

export function work(job: GaugeJob): null {
	const { setup, next, count } = job;
	let kernel = kernels.get(setup.id);
	if (kernel === undefined) {
		kernel = new GaugeKernel(setup.model);
		kernels.set(setup.id, kernel);
	}
	for (;;) {
		const start = Atomics.add(next, 0, lanes);
		if (start >= count) return null;
		const samples = Array.from({ length: lanes }, (_, lane) =>
			Math.min(start + lane, count - 1),
		);
		pair(kernel, job, samples);
	}
}

/** The last sample stands in both lanes where there is no other. */
function pair(
	kernel: GaugeKernel,
	job: GaugeJob,
	samples: readonly number[],
): void {
	const { setup, task, rows, rates } = job;
	const { model } = setup;
	const { size } = kernel;
	for (const [lane, sample] of samples.entries())
		kernel.insert(lane, linksOf(job, sample, size));
	if (rows.length > 0) kernel.run(rows, job.step, task === "gradient");
	for (const [lane, sample] of samples.entries()) {
		const integral = kernel.integral(lane);
		if (rows.length > 0)
			job.logDensity[sample] = task === "density" ? integral : -integral;
		if (task === "density") continue;
		const links = kernel.extract(lane);
		if (task === "sample")
			job.fields.set(wrapped(model.group, links), sample * size);
		if (task === "advance") job.links.set(links, sample * size);
		if (task !== "gradient") continue;
		const parameters = model.layout.size;
		for (let i = 0; i < parameters; i++)
			rates[sample * parameters + i] = kernel.rate(i, lane);
	}
	if (task === "advance") kernel.look();
	if (task !== "density") kernel.trace();
	for (const [lane, sample] of samples.entries()) {
		job.traces[sample] = kernel.traces(lane);
		if (task !== "advance") continue;
		const { terms } = model;
		for (let a = 0; a < terms; a++) {
			rates[2 * sample * terms + a] = kernel.divergence(a, lane);
			rates[(2 * sample + 1) * terms + a] = kernel.slope(a, lane);
		}
	}
}

function linksOf(
	{ setup, task, key, first, fields, links }: GaugeJob,
	sample: number,
	size: number,
): Float64Array {
	const { group } = setup.model;
	const from = sample * size;
	if (task === "density")
		return projected(
			group,
			Float64Array.from(fields.subarray(from, from + size)),
		);
	if (task === "advance") return links.subarray(from, from + size);
	return startFields(group, key, first + sample, size);
}
