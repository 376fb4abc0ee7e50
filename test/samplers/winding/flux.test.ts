/** The winding proposal: every plaquette turns by the same angle, Q by one, and S as the formula says. */
import { expect, test } from "vitest";
import { linkAlgebra } from "../../../actions/gauge/links/registry.js";
import { wilsonSum } from "../../../actions/gauge/links/wilson-sum.js";
import { createRandom } from "../../../core/random.js";
import { linkCharge } from "../../../metrics/observables/gauge/plaquette-angles.js";
import { fluxProposal } from "../../../samplers/winding/flux.js";
import { haar, theory } from "../../metrics/observables/gauge/support.js";

test.each([[[4, 4]], [[3, 7]], [[6, 4]]])("on %j", (shape) => {
	const action = theory("U1", shape, 0);
	const { space } = action;
	const { lattice, size } = space;
	const algebra = linkAlgebra(space);
	// Near the unit links, so that no plaquette passes through pi.
	const fields = haar(action, "flux").map((angle) => 0.02 * angle);
	const links = algebra.load(fields, 0, size);
	const energy = wilsonSum(algebra, lattice, 1);
	const propose = fluxProposal(lattice, 0, energy);
	const random = createRandom("flux");
	const moved = new Float64Array(size);
	let [before] = linkCharge(fields, space);
	for (let i = 0; i < 5; i++) {
		// At beta = 0 every proposal is accepted.
		expect(propose(links, random)).toBe(true);
		algebra.store(links, moved, 0);
		const [after] = linkCharge(moved, space);
		expect(Math.abs(after - before)).toBe(1);
		before = after;
	}
	const flux = (2 * Math.PI * before) / lattice.sites;
	const { sites } = lattice;
	const [, second] = lattice.shape;
	let expected = 0;
	for (let x = 0; x < sites; x++) {
		const [i, j] = [Math.floor(x / second), x % second];
		const right = ((i + 1) % lattice.shape[0]) * second + j;
		const up = i * second + ((j + 1) % second);
		const p =
			fields[x] + fields[sites + right] - fields[up] - fields[sites + x];
		expected -= Math.cos(p + flux);
	}
	expect(energy(links)).toBeCloseTo(expected, 10);
});
