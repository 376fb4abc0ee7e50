/**
 * The kernel that measures links against plain TypeScript, and that no number outlives the fields that it was
 * measured on.
 */
import { describe, expect, test } from "vitest";
import { geometryOf } from "../../../../actions/manifolds/registry.js";
import { shifted } from "../../../../core/lattice.js";
import { createRandom } from "../../../../core/random.js";
import {
	linkMeans,
	measureLoops,
} from "../../../../metrics/observables/gauge/link-means.js";
import {
	type LinkMeans,
	LinkMeasurer,
	type Sides,
} from "../../../../metrics/observables/gauge/simd/measure.js";
import { plaquette } from "../../../../metrics/observables/gauge/wilson-loops.js";
import { whileUnchanged } from "../../../../metrics/same-fields.js";
import {
	closedLines,
	localSums,
	measureLoops as slowLoops,
	turnsOf,
} from "../../../support/link-loops.js";
import { groupNames, groupOf, haar, theory } from "./support.js";

const shapes = [
	[5, 6],
	[3, 7],
	[4, 3, 5],
	[3, 4, 3, 5],
];
const sides: readonly Sides[] = [
	[1, 1],
	[1, 2],
	[2, 1],
	[2, 2],
	[1, 3],
	[3, 2],
	[3, 4],
];
const colours = { U1: 1, SU2: 2, SU3: 3 };

/** All numbers of one configuration. */
function flat(means: LinkMeans, i: number): number[] {
	const { sum, square, rectangle } = means;
	return [
		...means.loops,
		means.lines,
		means.meanLines,
		...[sum, square, rectangle].flatMap(({ contraction, trace }) => [
			contraction,
			trace,
		]),
		means.link,
		means.imaginary,
		means.turns,
	].map((values) => values[i]);
}

describe.each(groupNames)("%s", (name) => {
	const n = colours[name];

	describe.each(shapes)("on %j x %j", (...shape: number[]) => {
		const action = theory(name, shape, 1);
		const { space } = action;
		const count = 3;
		const fields = haar(action, "means", count);

		test.each([
			["float64", fields],
			["float32", Float32Array.from(fields)],
		])("all means of three configurations in %s", (_, given) => {
			const measured = new LinkMeasurer(space, sides).measure(given);
			const loops = slowLoops(given, space, sides);
			const [lines, meanLines] = closedLines(given, space);
			const local = localSums(given, space);
			const turns =
				name === "U1" && shape.length === 2
					? turnsOf(given, space)
					: Array<number>(count).fill(0);
			for (let i = 0; i < count; i++) {
				const expected = [
					...loops.map((values) => values[i]),
					lines[i] / n ** 2,
					meanLines[i] / n ** 2,
					...local[i].map((value, k) => (k < 6 ? value / n : value)),
					turns[i],
				];
				const found = flat(measured, i);
				expect(found).toHaveLength(expected.length);
				found.forEach((value, k) => {
					expect(value).toBeCloseTo(expected[k], 12);
				});
			}
		});

		test("are those of each configuration alone, to the last bit", () => {
			const { size } = space;
			const together = linkMeans(fields, space);
			for (let i = 0; i < count; i++) {
				const alone = fields.subarray(i * size, (i + 1) * size);
				expect(flat(linkMeans(alone, space), 0)).toEqual(flat(together, i));
			}
		});

		test("do not change under gauge transformations", () => {
			const { lattice, components, size } = space;
			const { sites, dimension } = lattice;
			const group = groupOf(action);
			const turn = new Float64Array(sites * components);
			geometryOf(space).uniform(createRandom("gauge"), turn, components);
			const at = (of: Float64Array, x: number) =>
				of.subarray(x * components, (x + 1) * components);
			const moved = fields.slice(0, size);
			for (let mu = 0; mu < dimension; mu++)
				for (let x = 0; x < sites; x++) {
					const there = at(turn, shifted(lattice, x, mu, 1));
					const link = at(moved, mu * sites + x);
					link.set(
						group.multiply(
							group.multiply(at(turn, x), link),
							group.inverse(there),
						),
					);
				}
			const before = linkMeans(fields.subarray(0, size), space);
			const after = linkMeans(moved, space);
			// Elitzur's trace is the one that is not invariant.
			expect(Math.abs(after.link[0] - before.link[0])).toBeGreaterThan(1e-6);
			const invariant = (means: LinkMeans) =>
				flat({ ...means, link: means.lines }, 0);
			const expected = invariant(before);
			invariant(after).forEach((value, k) => {
				expect(value).toBeCloseTo(expected[k], 11);
			});
		});
	});
});

describe("numbers are those of the fields as they are now", () => {
	const action = theory("SU2", [4, 4], 1);
	const { space } = action;
	const none = new Float64Array(1);

	test("in a buffer that is filled anew", () => {
		const buffer = haar(action, "first");
		const other = haar(action, "second");
		const loops = () =>
			measureLoops(buffer, space, [
				[1, 1],
				[2, 2],
			]).map(([value]) => value);
		const first = whileUnchanged(buffer, loops);
		buffer.set(other);
		const second = loops();
		expect(second).not.toEqual(first);
		expect(whileUnchanged(buffer, loops)).toEqual(second);
		expect(slowLoops(other, space, [[1, 1]])[0][0]).toBeCloseTo(second[0], 12);
	});

	test("of another array than the one that is held", () => {
		const fields = haar(action, "first");
		const other = haar(action, "second");
		const value = (of: Float64Array) => plaquette.measure(of, space, none)[0];
		const alone = value(other);
		whileUnchanged(fields, () => {
			expect(value(fields)).not.toBe(alone);
			expect(value(other)).toBe(alone);
		});
	});

	test("one pass serves all who ask while fields cannot change", () => {
		const fields = haar(action, "first");
		whileUnchanged(fields, () => {
			const means = linkMeans(fields, space);
			expect(linkMeans(fields, space)).toBe(means);
		});
		expect(linkMeans(fields, space)).not.toBe(linkMeans(fields, space));
	});
});
