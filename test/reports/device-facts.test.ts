import { expect, test } from "vitest";
import type { BenchRecord } from "../../core/record.js";
import { arrange } from "../../reports/model/arrange.js";
import { deviceFacts } from "../../reports/model/device-facts.js";
import { syntheticRecords } from "./synthetic.js";

const records = syntheticRecords({ kind: "gpu", machine: "NVIDIA H200" });
const measured = records.map((record): BenchRecord => {
	const { environment, cost } = record;
	if (environment === undefined || cost?.draw === undefined)
		throw new Error("a synthetic record is complete");
	const { draw } = cost;
	const chain = record.estimators?.chain;
	const ess = chain?.observables[chain.slowest ?? ""]?.ess ?? 0;
	return {
		...record,
		cost: {
			...cost,
			draw: {
				...draw,
				kernelSeconds: draw.seconds / 4,
				...(chain === undefined ? {} : { energyJoules: 3 * ess }),
			},
		},
		environment: {
			...environment,
			facts: {
				...environment.facts,
				deviceMemoryBytesPerSecond: 4.1e12,
				deviceMatmulFlops: 9.25e12,
			},
		},
	};
});

test("what the device can do, and what was used of it, stands below the ranking", () => {
	const [section] = arrange(measured).sections;
	const text = deviceFacts(section);
	expect(text).toContain(
		"The device reaches 4100 GB/s for copies and 9250 GFLOP/s for matrix products.",
	);
	expect(text).toContain(
		"hmc kernels 25.0 % of the time, 3.0 J per effective configuration;",
	);
	expect(text).toMatch(/equivariant-cnf kernels 25.0 % of the time\.$/);
});

test("records that tell nothing add nothing", () => {
	const [section] = arrange(syntheticRecords()).sections;
	expect(deviceFacts(section)).toBe("");
});
