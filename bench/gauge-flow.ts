/**
 * The continuous flow of links: what a preparation of a fixed number of steps gives on fresh draws, over
 * three seeds, log Z against the exact value, and the kernel's speed beside the reference.
 */

import { su2 } from "../actions/gauge/su2.js";
import { su3 } from "../actions/gauge/su3.js";
import { u1 } from "../actions/gauge/u1.js";
import { processorSeconds } from "../harness/cell/processor-time.js";
import { gaugeContinuous } from "../samplers/gauge-continuous/gauge-continuous.js";
import { modelOf } from "../samplers/gauge-continuous/model-of.js";
import { ReferenceFlow } from "../samplers/gauge-continuous/reference/trajectory.js";
import {
	GaugeKernel,
	lanes,
	rowsOf,
} from "../samplers/gauge-continuous/simd/kernel.js";
import { gaugePoint, pointHead, pointRow } from "./gauge-point.js";
import type { BenchPart } from "./part.js";
import { samplerOf } from "./training.js";

const points = [
	...[1, 2, 3, 4].map((beta) => [u1, 8, beta] as const),
	...[1.8, 2.2, 2.7].map((beta) => [su2, 8, beta] as const),
	...[4, 5, 6].map((beta) => [su3, 8, beta] as const),
	...[1, 2, 3, 4].map((beta) => [u1, 16, beta] as const),
	...[1.8, 2.2, 2.7].map((beta) => [su2, 16, beta] as const),
	[su3, 16, 5] as const,
];
const seeds = [1, 2, 3];
const trainingSteps = 20;

export const gaugeFlow: BenchPart = {
	name: "gauge-flow",
	label: `continuous flow of links, ${trainingSteps} training steps, one thread: effective sample size of fresh draws, processor seconds`,
	async run(print, { rehearsal, save }) {
		compareKernel(print);
		for (const line of pointHead) print(line);
		const rows: unknown[] = [];
		for (const [definition, extent, beta] of points) {
			if (rehearsal && extent > 8) continue;
			for (const seed of seeds) {
				const point = await gaugePoint(
					definition,
					samplerOf(gaugeContinuous),
					extent,
					beta,
					seed,
					trainingSteps,
					definition === su3 ? 1000 : 4000,
				);
				print(pointRow(point));
				rows.push(point);
				save(rows);
			}
		}
	},
};

/** A trajectory of 4 steps on 8 x 8. */
function compareKernel(print: (line: string) => void): void {
	const steps = 4;
	for (const group of ["U1", "SU2", "SU3"] as const) {
		const options = {
			powers: null,
			factors: null,
			means: null,
			reach: null,
			timeModes: 2,
			reflections: false,
		};
		const model = modelOf(group, [8, 8], options);
		const parameters = new Float64Array(model.layout.size).fill(0.01);
		const kernel = new GaugeKernel(model);
		const reference = new ReferenceFlow(model, 1);
		const links = new Float64Array(128 * reference.velocity.algebra.reals);
		for (let at = 0; at < links.length; at += links.length / 128)
			reference.velocity.algebra.identity(links, at);
		const fields = group === "U1" ? new Float64Array(128) : links;
		for (let lane = 0; lane < lanes; lane++) kernel.insert(lane, fields);
		const rows = rowsOf(model, parameters, 1, steps);
		const time = (repeats: number, work: () => void) => {
			const start = processorSeconds();
			for (let i = 0; i < repeats; i++) work();
			return (processorSeconds() - start) / repeats;
		};
		kernel.run(rows, 1 / steps, false);
		const fast = time(20, () => kernel.run(rows, 1 / steps, false)) / lanes;
		const slow = time(2, () => reference.run(parameters, links, steps));
		print(
			`${group}: ${(1e6 * fast).toFixed(0)} us of a thread for a sample of 4 steps on 8 x 8; the reference takes ${(slow / fast).toFixed(0)} times as long`,
		);
	}
}
