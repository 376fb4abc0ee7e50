/** The counted arithmetic of a coupling flow against its weights. */
import { expect, test } from "vitest";
import { phi4 } from "../../../actions/scalar/phi4.js";
import { createLattice } from "../../../core/lattice.js";
import { realnvp } from "../../../samplers/coupling/realnvp.js";

const action = phi4.create(createLattice([4, 6]), { m2: -1, lambda: 1 });

function flowOf(options: object) {
	const flow = realnvp.flow.build(action, realnvp.options.parse(options));
	const weights = flow.layout.blocks
		.filter(({ name }) => name.endsWith("/weight"))
		.map(({ shape }) => shape.reduce((product, extent) => product * extent, 1));
	return { weights, operations: flow.operations?.({}) };
}

test("a dense net uses each weight once for a draw, in a multiplication and an addition", () => {
	const { weights, operations } = flowOf({
		conditioner: "dense",
		hidden: [7, 5],
		layers: 3,
	});
	expect(operations).toBe(2 * weights.reduce((sum, n) => sum + n, 0));
});

test("a convolution uses its weights once for each place", () => {
	const { weights, operations } = flowOf({ hidden: [3, 4], layers: 1 });
	const [first, middle, last] = weights;
	// Frozen sites are read, all hidden sites are made, active sites are moved.
	expect(operations).toBe(2 * (12 * first + 24 * middle + 12 * last));
});
