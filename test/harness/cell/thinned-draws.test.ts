import { describe, expect, test } from "vitest";
import { createFieldSpace } from "../../../core/field-space.js";
import { createLattice } from "../../../core/lattice.js";
import { ThinnedDraws } from "../../../harness/cell/thinned-draws.js";

/** Bytes of configurations that may be handed out. */
const budget = 2 ** 24;

/** Chains whose fields hold the number of the draw, and S the number of the chain. */
function ensemble(
	extent: number,
	chains: number,
	first: number,
	length: number,
) {
	const space = createFieldSpace({ lattice: createLattice([extent, extent]) });
	const count = chains * length;
	const fields = new Float32Array(count * space.size);
	const action = new Float64Array(count);
	for (let c = 0; c < chains; c++)
		for (let i = 0; i < length; i++) {
			const at = c * length + i;
			fields.fill(first + i, at * space.size, (at + 1) * space.size);
			action[at] = c;
		}
	return {
		space,
		count,
		fields,
		action,
		structure: { kind: "chains", chains, accepted: null } as const,
	};
}

describe("draws that are kept are bounded by bytes", () => {
	test.each([
		["many draws of few chains", 64, 4, 300],
		["one draw of many chains on a large lattice", 512, 40, 1],
	])("%s", (_, extent, chains, length) => {
		const size = extent ** 2;
		const thinned = new ThinnedDraws(size);
		for (let block = 0; block < 4; block++)
			thinned.add(ensemble(extent, chains, block * length, length));
		const { fields, action } = thinned.thinned(1);
		expect(action.length).toBeGreaterThan(1);
		expect(4 * size * action.length).toBeLessThanOrEqual(budget);
		expect(fields).toHaveLength(size * action.length);
		expect(new Set(action).size).toBeGreaterThan(1);
		const state = thinned.save();
		expect(state?.fields.byteLength).toBeLessThanOrEqual(2 * budget);
		// A cell that goes on from a checkpoint keeps the same draws.
		const again = new ThinnedDraws(size);
		if (state !== undefined) again.restore(state);
		const more = ensemble(extent, chains, 4 * length, length);
		again.add(more);
		thinned.add(more);
		const [one, other] = [again.thinned(2), thinned.thinned(2)];
		expect(one.action).toEqual(other.action);
		expect(one.fields.every((value, i) => value === other.fields[i])).toBe(
			true,
		);
	});
});
