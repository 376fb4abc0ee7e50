/** Trajectories of chains that live in the registers of workgroups. One dispatch does many trajectories. */
import { element } from "../../../core/elements.js";
import {
	operationsOf,
	residentGroups,
	residentSource,
} from "./resident.wgsl.js";
import {
	type Chunk,
	type GpuRunner,
	type GpuSetup,
	jobOf,
	type Range,
	spread,
} from "./runner.js";
import { jobWords, modelNumbers } from "./shared.wgsl.js";
import { product, type Tiling } from "./tile.wgsl.js";

export async function createResidentRunner(
	setup: GpuSetup,
	tiling: Tiling,
): Promise<GpuRunner> {
	const { gpu, pace, shape, sites, stream } = setup;
	const pipeline = await gpu.pipeline(
		"hmc",
		residentSource(tiling, stream, setup.guarded),
		"trajectories",
	);
	const job = gpu.uniform(4 * jobWords, "hmc job");
	const model = gpu.uniform(modelNumbers(setup.model), "hmc model");
	const { kick, integer, float } = operationsOf(shape.length, stream);
	const overhead = Math.round((integer + float) / kick);
	const submit = (chunk: Chunk, range: Range) => {
		const { slab, plans, results, stored } = chunk;
		const groups = spread(
			residentGroups(tiling, range.end - range.begin),
			gpu.limits.maxComputeWorkgroupsPerDimension,
		);
		gpu.write(job, jobOf(setup, chunk, range, product(tiling.tile)));
		gpu.run([
			gpu.pass(
				pipeline,
				[slab.fields, plans, results, stored, job, model],
				groups,
			),
		]);
	};
	return {
		name: `boxes of ${tiling.tile.join(" x ")} sites in registers, ${tiling.threads} threads a chain, ${product([tiling.threads, tiling.chains])} a workgroup`,
		overhead,
		async warm(chunk) {
			submit(chunk, { first: 0, last: 0, begin: 0, end: 1 });
			await gpu.idle();
		},
		async advance(chunk) {
			const { slab, trajectories } = chunk;
			const cost = (t: number) =>
				(element(trajectories, t).plan.kicks + overhead) * sites;
			for (let first = 0; first < trajectories.length; ) {
				let last = first + 1;
				let updates = cost(first);
				while (
					last < trajectories.length &&
					(updates + cost(last)) * slab.chains <= pace.allowance
				)
					updates += cost(last++);
				for (let begin = 0; begin < slab.chains; ) {
					const fitting = Math.floor(pace.allowance / updates / tiling.chains);
					const end = Math.min(
						slab.chains,
						begin + Math.max(1, fitting) * tiling.chains,
					);
					const range = { first, last, begin, end };
					await pace.submit(updates * (end - begin), () =>
						submit(chunk, range),
					);
					begin = end;
				}
				first = last;
			}
		},
		dispose() {
			job.destroy();
			model.destroy();
		},
	};
}
