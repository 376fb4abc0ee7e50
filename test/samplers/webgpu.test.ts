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
import { inverseContract, parityContract } from "./flow-contract.js";

if (hasSoftwareGpu) {
	useSoftwareGpu();
	await openBackend("webgpu");
}

describe.skipIf(!hasSoftwareGpu)("equivariant flow", () => {
	const action = phi4.create(createLattice([4, 4]), { m2: -4, lambda: 6.975 });
	const options = cnfOptions.parse({
		frequencies: 6,
		bonds: 4,
		timeModes: 2,
		timeBonds: 3,
		// Both sides integrate alike, well or not.
		steps: 2,
		fewestSteps: 2,
	});
	const flow = equivariantCnfFlow(action, options);
	parityContract(
		{ label: "", flow, action, spread: 0.3, even: true, identity: false },
		["total"],
	);
});

describe.skipIf(!hasSoftwareGpu)("coupling flows", () => {
	const base: CouplingConfig = {
		layers: 2,
		conditioner: "convolutional",
		hidden: [4],
		kernel: 3,
		transform: { kind: "affine" },
		prior: { kind: "freeField", mass2: 0.6, trainable: true, kinetic: 1 },
		rescale: true,
	};
	const spline = { kind: "spline", bins: 4, bound: 2, odd: false } as const;
	const dense = { conditioner: "dense", hidden: [7] } as const;
	const cases: readonly [readonly number[], Partial<CouplingConfig>][] = [
		[[4, 4], {}],
		[[2, 2, 3], { transform: spline }],
		[[5], { ...dense, transform: { ...spline, odd: true } }],
	];
	for (const [shape, changes] of cases) {
		const lattice = createLattice(shape);
		const flowCase = {
			label: `[${shape.join(", ")}] ${JSON.stringify(changes)}`,
			flow: couplingFlow(lattice, { ...base, ...changes }),
			action: phi4.create(lattice, { m2: -1, lambda: 0.7 }),
			spread: 0.1,
			even: false,
			identity: false,
		};
		inverseContract(flowCase);
		parityContract(flowCase);
	}
});
