/** The kernels of sweeps over links beside the same updates in TypeScript, and what their random numbers depend on. */
import { describe, expect, test } from "vitest";
import { linkAlgebra } from "../../../actions/gauge/links/registry.js";
import { wilsonSum } from "../../../actions/gauge/links/wilson-sum.js";
import type { Step } from "../../../samplers/chain/local/program.js";
import { LinkBlock } from "../../../samplers/heatbath/gauge/simd/block.js";
import { wilsonOf } from "../../../samplers/links/wilson.js";
import {
	groupNames,
	haar,
	theory,
} from "../../metrics/observables/gauge/support.js";
import { linkDraws } from "../../support/link-draws.js";
import { staplesOf } from "../../support/staples.js";

const beta = 1.7;

function setUp(group: (typeof groupNames)[number], shape: readonly number[]) {
	const action = theory(group, [...shape], beta);
	const structure = wilsonOf(action);
	if (structure === undefined) throw new Error("no Wilson action");
	const block = new LinkBlock({
		...structure,
		shape,
		key: [3, 4],
		winding: false,
	});
	const { space } = action;
	const algebra = linkAlgebra(space);
	const start = (name: string) =>
		algebra.load(haar(action, name), 0, space.size);
	return { action, structure, block, space, algebra, start };
}

const heat: Step = { kind: "heatBath", count: 1 };
const over: Step = { kind: "overrelax", count: 1 };
/** Even numbers come first. */
const siteAt = (place: number, sites: number) => {
	const half = Math.ceil(sites / 2);
	return place < half ? 2 * place : 2 * (place - half) + 1;
};
const difference = (a: Float64Array, b: Float64Array) =>
	a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);

describe.each(groupNames)("%s", (group) => {
	test.each([[[3, 4]], [[4, 3, 5]], [[3, 4, 3, 3]]])(
		"a sweep of overrelaxation on %j, S and the fields",
		(shape) => {
			const { structure, block, space, algebra, start } = setUp(group, shape);
			const { lattice, size, components } = space;
			const staples = staplesOf(algebra, lattice);
			const { reflect } = linkDraws(structure);
			const sigma = new Float64Array(algebra.reals);
			const lanes = ["a", "b"].map(start);
			lanes.forEach((links, lane) => {
				block.insert(lane, links);
			});
			block.update(0, 0, [over]);
			lanes.forEach((links, lane) => {
				for (let mu = 0; mu < lattice.dimension; mu++)
					for (let place = 0; place < lattice.sites; place++) {
						const x = siteAt(place, lattice.sites);
						const at = (mu * lattice.sites + x) * algebra.reals;
						staples(links, mu, x, sigma);
						reflect(links, at, sigma);
					}
				const swept = new Float64Array(links.length);
				block.extract(lane, swept);
				expect(difference(swept, links)).toBeLessThan(1e-8);
				const energy = wilsonSum(algebra, lattice, beta)(swept);
				expect(block.action(lane)).toBeCloseTo(energy, 9);
				const field = new Float64Array(size);
				const expected = new Float64Array(
					(links.length / algebra.reals) * components,
				);
				algebra.store(swept, expected, 0);
				block.extractField(lane, field);
				expect(difference(field, expected)).toBeLessThan(1e-12);
			});
		},
	);

	test("a chain is the same in another lane, block and split of the updates", () => {
		const shape = [3, 5];
		const { block, start } = setUp(group, shape);
		const links = start("one");
		const evolved = (
			lane: number,
			chain: number,
			splits: readonly number[],
		) => {
			const state = links.slice();
			let number = 0;
			for (const updates of splits) {
				block.insert(0, lane === 0 ? state : start("other"));
				block.insert(1, lane === 1 ? state : start("other"));
				for (let i = 0; i < updates; i++)
					block.update(number++, chain - lane, [heat, over]);
				block.extract(lane, state);
			}
			return state;
		};
		const whole = evolved(0, 5, [6]);
		expect(evolved(1, 5, [6])).toEqual(whole);
		expect(evolved(0, 5, [1, 3, 2])).toEqual(whole);
		expect(difference(evolved(0, 6, [6]), whole)).toBeGreaterThan(0.1);
	});
});
