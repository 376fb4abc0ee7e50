/** The kernels against the reference in plain TypeScript, by numbers. */
import { expect, test } from "vitest";
import { linkAlgebra } from "../../../actions/gauge/links/registry.js";
import { ReferenceFlow } from "../../../samplers/gauge-continuous/reference/trajectory.js";
import {
	GaugeKernel,
	rowsOf,
} from "../../../samplers/gauge-continuous/simd/kernel.js";
import { example, groups } from "./support.js";

const beta = 2.5;

test.each(
	groups.flatMap((group) =>
		[
			[4, 3],
			[5, 4],
		].map((shape) => [group, shape] as const),
	),
)("a trajectory of %s on %j", (group, shape) => {
	for (const reach of [null, 1]) {
		const { model, space, fields, links, parameters } = example(group, shape, {
			reach,
			reflections: reach === 1,
		});
		const steps = 3;
		const expected = new ReferenceFlow(model, beta).run(
			parameters,
			links,
			steps,
		);
		const kernel = new GaugeKernel(model);
		for (const lane of [0, 1]) kernel.insert(lane, fields);
		const rows = rowsOf(model, parameters, beta, steps);
		kernel.run(rows, 1 / steps, true);
		for (const lane of [0, 1]) {
			expect(kernel.integral(lane)).toBeCloseTo(expected.divergence, 9);
			for (const [i, rate] of expected.rates.entries())
				expect(kernel.rate(i, lane)).toBeCloseTo(rate, 9);
			const out = linkAlgebra(space).load(kernel.extract(lane), 0, space.size);
			for (const [i, value] of out.entries())
				expect(Math.abs(value - expected.links[i])).toBeLessThan(1e-10);
		}
	}
});
