/** A chain whose charge hardly moves is not believed, and one in which it moves as it should is. */
import { expect, test } from "vitest";
import type { Action } from "../../../actions/action.js";
import { u1 } from "../../../actions/gauge/u1.js";
import { createLattice } from "../../../core/lattice.js";
import type { Series } from "../../../metrics/cell/measurements.js";
import { frozenSectors, withSectors } from "../../../metrics/cell/sectors.js";
import type { Observable } from "../../../metrics/observable.js";
import { topologicalCharge } from "../../../metrics/observables/topological-charge.js";

const chains = (charges: readonly number[], count = 2): Series => ({
	kind: "chains",
	count: charges.length,
	chains: count,
	columns: { topologicalCharge: Float64Array.from(charges) },
});

const frozenCharge = (series: Series, action: Action) =>
	frozenSectors(series, action, [topologicalCharge])[0]?.reason;

const action = u1.create(createLattice([16, 16]), { beta: 6 });

test("few changes", () => {
	const still = Array.from({ length: 2000 }, (_, i) => (i < 1000 ? 0 : 1));
	expect(frozenCharge(chains(still), action)).toBe(
		"frozen: Q changed 0 times in 1998 updates",
	);
	const once = still.map((q, i) => (i > 1500 ? q + 1 : q));
	expect(frozenCharge(chains(once), action)).toBe(
		"frozen: Q changed once in 1998 updates",
	);
});

test("changes as they should be", () => {
	const moving = Array.from({ length: 2000 }, (_, i) => Math.floor(i / 20) % 2);
	expect(frozenCharge(chains(moving), action)).toBeUndefined();
});

test("Q is rightly zero in a small volume at large beta, and nobody is to blame", () => {
	const small = u1.create(createLattice([4, 4]), { beta: 8 });
	const still = new Array<number>(1000).fill(0);
	expect(frozenCharge(chains(still), small)).toBeUndefined();
	expect(frozenCharge(chains(still), action)).toMatch(/^frozen/);
});

test("weighted draws do not move at all", () => {
	expect(
		frozenCharge({ ...chains([0, 0, 0, 0], 1), kind: "weighted" }, action),
	).toBeUndefined();
});

test("what a frozen observable of any name spoils is unresolved", () => {
	const known = { status: "ok", value: 1, error: 0.1 } as const;
	const still = chains(new Array<number>(2000).fill(1));
	const winding: Observable = {
		...topologicalCharge,
		name: "winding",
		symbol: "⟨w⟩",
		sector: { by: "value", spoils: ["winding2"], chanceOfChange: () => 0.5 },
	};
	const series = {
		...still,
		columns: { winding: still.columns.topologicalCharge },
	};
	const result = withSectors(
		{
			draws: 2000,
			slowest: "winding2",
			observables: { winding: known, winding2: known, plaquette: known },
		},
		series,
		action,
		[winding],
	);
	expect(result.slowest).toBeUndefined();
	expect(result.observables).toMatchObject({
		winding: {
			status: "unresolved",
			reason: "frozen: w changed 0 times in 1998 updates",
		},
		winding2: { status: "unresolved" },
		plaquette: known,
	});
});
