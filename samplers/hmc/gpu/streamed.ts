/** Trajectories of chains that are too large for a workgroup. Every kick is a pass over global memory. */
import { element } from "../../../core/elements.js";
import type { GpuBuffer, Pass } from "../../../tensor/gpu/gpu.js";
import { type Schedule, schedule } from "../integrator.js";
import {
	type Chunk,
	type GpuRunner,
	type GpuSetup,
	jobOf,
	type Slab,
	spread,
} from "./runner.js";
import { jobWords, modelNumbers } from "./shared.wgsl.js";
import { type StreamedKernels, streamedKernels } from "./streamed.wgsl.js";
import { driftKinds } from "./streamed-passes.wgsl.js";

/**
 * Passes besides the kicks, in units of the 16 bytes per site that a kick moves: 12 + 8 + 8, and
 * the arithmetic of the momenta.
 */
const overhead = 3;
const mostLanes = 256;

export async function createStreamedRunner(
	setup: GpuSetup,
): Promise<GpuRunner> {
	const { gpu, pace, shape, sites, stream, slabChains } = setup;
	const most = gpu.limits.maxComputeWorkgroupsPerDimension;
	const lanes = Math.min(
		mostLanes,
		2 ** Math.floor(Math.log2(gpu.limits.maxComputeInvocationsPerWorkgroup)),
	);
	const kernels = streamedKernels({
		...{ shape, stream, lanes },
		guarded: setup.guarded,
	});
	const pipeline = (name: keyof Omit<StreamedKernels, "sumBytes">) =>
		gpu.pipeline(`hmc ${name}`, kernels[name].source, name);
	const [begin, kick, end, open, settle, keep] = await Promise.all([
		pipeline("begin"),
		pipeline("kick"),
		pipeline("end"),
		pipeline("open"),
		pipeline("settle"),
		pipeline("keep"),
	]);
	const buffers: GpuBuffer[] = [];
	const own = (buffer: GpuBuffer): GpuBuffer => {
		buffers.push(buffer);
		return buffer;
	};
	const job = own(gpu.uniform(4 * jobWords, "hmc job"));
	const model = own(gpu.uniform(modelNumbers(setup.model), "hmc model"));
	const drifts = [driftKinds.even, driftKinds.odd, driftKinds.ends].map(
		(kind) => own(gpu.uniform(new Uint32Array([kind]), "hmc drift")),
	);
	const scratch = (bytes: number, label: string) =>
		own(gpu.storage(bytes * slabChains, label));
	const ping = scratch(4 * sites, "hmc ping");
	const pong = scratch(4 * sites, "hmc pong");
	const pages = [ping, pong];
	const momenta = scratch(4 * sites, "hmc momenta");
	const [beginBytes, endBytes] = kernels.sumBytes;
	const before = scratch(beginBytes, "hmc sums before");
	const after = scratch(endBytes, "hmc sums after");
	const state = scratch(16, "hmc state");
	const flags = scratch(4, "hmc flags");

	const groups = (
		name: keyof Omit<StreamedKernels, "sumBytes">,
		slab: Slab,
	) => {
		const { parts } = kernels[name];
		const [y, z] = spread(slab.chains, most);
		return [parts, y, z] as const;
	};

	const opening = (slab: Slab): Pass[] => [
		gpu.pass(
			end,
			[slab.fields, momenta, after, job, model],
			groups("end", slab),
		),
		gpu.pass(open, [after, state, job], groups("open", slab)),
	];

	/** The passes for trajectories of any plan. They are made once for each chunk. */
	const passesOf = ({ slab, plans, results, stored }: Chunk) => {
		const kicks = pages.map((page, i) =>
			drifts.map((drift) =>
				gpu.pass(
					kick,
					[page, i === 0 ? pong : ping, momenta, plans, job, model, drift],
					groups("kick", slab),
				),
			),
		);
		const ends = pages.map((page) => [
			gpu.pass(end, [page, momenta, after, job, model], groups("end", slab)),
			gpu.pass(
				settle,
				[after, state, before, results, flags, plans, job],
				groups("settle", slab),
			),
			gpu.pass(
				keep,
				[page, slab.fields, stored, flags, job],
				groups("keep", slab),
			),
		]);
		const first = gpu.pass(
			begin,
			[slab.fields, ping, momenta, before, plans, job],
			groups("begin", slab),
		);
		return (plan: Schedule): Pass[] => {
			const list = [first];
			for (let index = 0; index < plan.kicks; index++) {
				const last = index === plan.kicks - 1;
				const kind = last ? driftKinds.ends : index % 2;
				list.push(element(element(kicks, index % 2), kind));
			}
			return [...list, ...element(ends, plan.kicks % 2)];
		};
	};

	return {
		name: `a pass over global memory for every kick, ${lanes} threads a workgroup`,
		overhead,
		async warm(chunk) {
			const nobody = { first: 0, last: 0, begin: 0, end: 0 };
			gpu.write(job, jobOf(setup, chunk, nobody));
			const plan = schedule("leapfrog", 1, 1);
			gpu.run([...opening(chunk.slab), ...passesOf(chunk)(plan)]);
			await gpu.idle();
		},
		async open(slab) {
			const range = { first: 0, last: 0, begin: 0, end: slab.chains };
			const none = { slab, trajectories: [], every: 0, since: 0 };
			await pace.submit(overhead * sites * slab.chains, () => {
				gpu.write(job, jobOf(setup, none, range));
				gpu.run(opening(slab));
			});
		},
		async advance(chunk) {
			const { slab, trajectories } = chunk;
			const passes = passesOf(chunk);
			const updates = sites * slab.chains;
			for (let first = 0; first < trajectories.length; first++) {
				const list = passes(element(trajectories, first).plan);
				const range = { first, last: first + 1, begin: 0, end: slab.chains };
				for (let from = 0; from < list.length; ) {
					const size = Math.max(1, Math.floor(pace.allowance / updates));
					const part = list.slice(from, from + size);
					await pace.submit(part.length * updates, () => {
						if (from === 0) gpu.write(job, jobOf(setup, chunk, range));
						gpu.run(part);
					});
					from += size;
				}
			}
		},
		dispose() {
			for (const buffer of buffers) buffer.destroy();
		},
	};
}
