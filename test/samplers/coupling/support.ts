/** What the tests of coupling flows share. */
import { phi4 } from "../../../actions/scalar/phi4.js";
import { createLattice } from "../../../core/lattice.js";
import type { CouplingConfig } from "../../../samplers/coupling/config.js";
import { couplingFlow } from "../../../samplers/coupling/coupling.js";
import { flowContract } from "../flow/contract.js";

export const freeField = {
	kind: "freeField",
	mass2: 0.6,
	trainable: true,
	kinetic: 1,
} as const;

/** The contract of a flow on lattices of these shapes, with these changes of the architecture. */
export function couplingContract(
	base: CouplingConfig,
	spread: number,
	cases: readonly (readonly [readonly number[], Partial<CouplingConfig>])[],
): void {
	for (const [shape, changes] of cases) {
		const lattice = createLattice(shape);
		const config = { ...base, ...changes };
		flowContract({
			label: `[${shape.join(", ")}] ${JSON.stringify(changes)}`,
			flow: couplingFlow(lattice, config),
			action: phi4.create(lattice, { m2: -1, lambda: 0.7 }),
			spread,
			even: config.transform.kind === "spline" && config.transform.odd,
			homogeneous: config.conditioner === "convolutional",
			identity: config.prior.kind === "normal" && config.pointwise !== true,
		});
	}
}
