import { expect, test } from "vitest";
import { phi4 } from "../../../actions/scalar/phi4.js";
import { createLattice } from "../../../core/lattice.js";
import { settle } from "../../../core/statistics/inference/judge.js";
import type { Evaluation } from "../../../metrics/cell/evaluate.js";
import type { Series } from "../../../metrics/cell/measurements.js";
import { frozenLabels } from "../../../metrics/checks/frozen.js";
import { identityChecks } from "../../../metrics/checks/identities.js";
import { magnetization } from "../../../metrics/observables/scalar/magnetization.js";

const action = phi4.create(createLattice([2, 2]), { m2: -8, lambda: 2 });

const series = (m: readonly number[], kind: Series["kind"] = "chains") => ({
	kind,
	count: m.length,
	chains: 2,
	columns: { magnetization: Float64Array.from(m) },
});

test("chains that stay in their wells are called frozen, in whichever wells they began", () => {
	const { "frozen magnetization": draft } = frozenLabels(
		series([1, 1.1, 0.9, -1, -1.1, -0.9]),
		action,
		[magnetization],
	);
	expect(draft?.fixed).toBe("inconclusive");
	expect(draft?.reason).toMatch(/^no chain changed the sign of m in 4 updates/);
});

test("one change in one chain is movement", () => {
	expect(
		frozenLabels(series([1, 1, -1, -1, -1, -1]), action, [magnetization]),
	).toEqual({});
});

test("nothing is said of weighted draws, or where S is not even", () => {
	const still = [1, 1, 1, 1];
	expect(
		frozenLabels(series(still, "weighted"), action, [magnetization]),
	).toEqual({});
	expect(
		frozenLabels(series(still), { ...action, symmetries: new Set() }, [
			magnetization,
		]),
	).toEqual({});
});

test("a few equal signs are no missing mode, and many are", () => {
	const sign = (count: number, kind: Series["kind"]) => {
		const verdicts = settle(
			identityChecks(
				{
					estimators: {
						...(kind === "chains"
							? { chain: { observables: {}, draws: count } }
							: {
									reweighted: {
										observables: {},
										draws: count,
										kishEss: count,
									},
								}),
					},
					identities: {
						[kind === "chains" ? "chain" : "reweighted"]: {
							"Z2:sign": { status: "unresolved", value: 1 },
						},
					},
					quantities: { "Z2:sign": { symbol: "Z", label: "P(m > 0) = 1/2" } },
					joint: {},
					series: { kind, count, chains: 1, columns: {} },
				} as unknown as Evaluation,
				kind === "chains" ? "chain" : "reweighted",
			),
		);
		return verdicts["Z2:sign"].verdict;
	};
	for (const kind of ["chains", "weighted"] as const) {
		expect(sign(2, kind)).toBe("inconclusive");
		expect(sign(50, kind)).toBe("fail");
	}
});
