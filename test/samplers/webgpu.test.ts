/** Flows and Hamiltonian Monte Carlo in TensorFlow.js ops on WebGPU, against the kernels on the CPU. */
import { describe } from "vitest";
import { phi4 } from "../../actions/phi4.js";
import { createLattice } from "../../core/lattice.js";
import { equivariantCnfFlow } from "../../samplers/parts/cnf/flow.js";
import { cnfOptions } from "../../samplers/parts/cnf/options.js";
import type { CouplingConfig } from "../../samplers/parts/coupling/config.js";
import { couplingFlow } from "../../samplers/parts/coupling/coupling.js";
import { openBackend } from "../../tensor/backend.js";
import { hasSoftwareGpu, useSoftwareGpu } from "../support/software-gpu.js";
import { composedContract } from "./flow-contract.js";

if (hasSoftwareGpu) {
	useSoftwareGpu();
	await openBackend("webgpu");
}

describe.skipIf(!hasSoftwareGpu)("contract of the equivariant flow", () => {
	for (const shape of [
		[4, 4],
		[3, 3],
	]) {
		const action = phi4.create(createLattice(shape), { m2: -4, lambda: 6.975 });
		const options = cnfOptions.parse({
			frequencies: 10,
			bonds: 6,
			timeModes: 2,
			timeBonds: 4,
			steps: 10,
		});
		composedContract({
			label: `[${shape.join(", ")}]`,
			flow: equivariantCnfFlow(action, options),
			action,
			spread: 0.3,
			even: true,
			identity: false,
		});
	}
});

describe.skipIf(!hasSoftwareGpu)("contract of coupling flows", () => {
	const base: CouplingConfig = {
		layers: 3,
		conditioner: "convolutional",
		hidden: [4, 5],
		kernel: 3,
		transform: { kind: "affine" },
		prior: { kind: "freeField", mass2: 0.6, trainable: true, kinetic: 1 },
		rescale: true,
	};
	const spline = { kind: "spline", bins: 4, bound: 2, odd: false } as const;
	const cases: readonly [readonly number[], Partial<CouplingConfig>][] = [
		[[4, 4], {}],
		[[3, 3], { conditioner: "dense", hidden: [7] }],
		[[2, 2, 3], { transform: spline }],
		[[5], { conditioner: "dense", transform: { ...spline, odd: true } }],
	];
	for (const [shape, changes] of cases) {
		const lattice = createLattice(shape);
		composedContract({
			label: `[${shape.join(", ")}] ${JSON.stringify(changes)}`,
			flow: couplingFlow(lattice, { ...base, ...changes }),
			action: phi4.create(lattice, { m2: -1, lambda: 0.7 }),
			spread: 0.1,
			even: false,
			identity: false,
		});
	}
});
