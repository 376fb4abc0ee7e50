import { phi4 } from "../../../actions/scalar/phi4.js";
import { createLattice } from "../../../core/lattice.js";
import { equivariantCnfFlow } from "../../../samplers/continuous/flow.js";
import { cnfOptions } from "../../../samplers/continuous/options.js";
import { flowContract } from "../flow/contract.js";

for (const [label, shape] of [
	["even square", [4, 4]],
	["odd square", [3, 3]],
	["line", [6]],
] as const) {
	const action = phi4.create(createLattice(shape), { m2: -4, lambda: 6.975 });
	const options = cnfOptions.parse({
		frequencies: 10,
		bonds: 6,
		timeModes: 2,
		timeBonds: 4,
		// The contract allows 5e-4 between log q and the Jacobian; RK4 with 6 steps is off by 1e-3.
		steps: 10,
	});
	flowContract({
		label,
		flow: equivariantCnfFlow(action, options),
		action,
		spread: 0.3,
		even: true,
		identity: false,
	});
}
