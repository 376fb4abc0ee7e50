/** The winding proposal: every plaquette turns by the same angle, Q by one, and S as the formula says. */
import { expect, test } from "vitest";
import { linkAlgebra } from "../../../actions/gauge/links/registry.js";
import { wilsonSum } from "../../../actions/gauge/links/wilson-sum.js";
import { linkCharge } from "../../../metrics/observables/gauge/plaquette-angles.js";
import type { Step } from "../../../samplers/chain/local/program.js";
import { LinkBlock } from "../../../samplers/heatbath/gauge/simd/block.js";
import { haar, theory } from "../../metrics/observables/gauge/support.js";

const winding: readonly Step[] = [{ kind: "flux", count: 1 }];

function blockOf(shape: readonly number[], beta: number) {
	return new LinkBlock({
		kind: "wilson",
		group: "U1",
		beta,
		shape,
		key: [3, 4],
		winding: true,
	});
}

test.each([[[4, 4]], [[3, 7]], [[6, 4]]])("on %j", (shape) => {
	const action = theory("U1", shape, 0);
	const { space } = action;
	const { lattice, size } = space;
	const algebra = linkAlgebra(space);
	const block = blockOf(shape, 0);
	// Near the unit links, so that no plaquette passes through pi.
	const lanes = ["flux", "other"].map((label) =>
		haar(action, label).map((angle) => 0.02 * angle),
	);
	lanes.forEach((fields, lane) => {
		block.insert(lane, algebra.load(fields, 0, size));
	});
	const energy = wilsonSum(algebra, lattice, 1);
	const moved = new Float64Array(size);
	const links = new Float64Array(2 * size);
	const charges = lanes.map((fields) => linkCharge(fields, space)[0]);
	for (let i = 0; i < 5; i++) {
		block.update(i, 0, winding);
		lanes.forEach((_, lane) => {
			// At beta = 0 every proposal is accepted.
			expect(block.tally(0, lane)).toBe(1);
			block.extractField(lane, moved);
			const [after] = linkCharge(moved, space);
			expect(Math.abs(after - charges[lane])).toBe(1);
			charges[lane] = after;
		});
	}
	const { sites } = lattice;
	const [, second] = shape;
	lanes.forEach((fields, lane) => {
		const flux = (2 * Math.PI * charges[lane]) / sites;
		let expected = 0;
		for (let x = 0; x < sites; x++) {
			const [i, j] = [Math.floor(x / second), x % second];
			const right = ((i + 1) % shape[0]) * second + j;
			const up = i * second + ((j + 1) % second);
			const p =
				fields[x] + fields[sites + right] - fields[up] - fields[sites + x];
			expected -= Math.cos(p + flux);
		}
		block.extract(lane, links);
		expect(energy(links)).toBeCloseTo(expected, 10);
	});
});

test("is accepted with exp(-change of S), and otherwise leaves the links", () => {
	const shape = [4, 6];
	const sites = 24;
	const beta = 1.7;
	const block = blockOf(shape, beta);
	const cold = new Float64Array(4 * sites).map((_, i) => (i + 1) % 2);
	const moved = new Float64Array(cold.length);
	const unit = (2 * Math.PI) / sites;
	const probability = Math.exp(-beta * sites * (1 - Math.cos(unit)));
	const tries = 200;
	let accepted = 0;
	for (let number = 0; number < tries / 2; number++) {
		for (let lane = 0; lane < 2; lane++) block.insert(lane, cold);
		block.update(number, 0, winding);
		for (let lane = 0; lane < 2; lane++) {
			block.extract(lane, moved);
			const taken = block.tally(0, lane);
			if (taken === 0) expect(moved).toEqual(cold);
			else expect(moved).not.toEqual(cold);
			accepted += taken;
		}
	}
	const error = Math.sqrt(tries * probability * (1 - probability));
	expect(Math.abs(accepted - tries * probability)).toBeLessThan(4 * error);
});
