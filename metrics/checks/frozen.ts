/**
 * Discrete labels of a configuration that a symmetry of S forces a chain to change: the sign of m if
 * S(-phi) = S(phi), and the topological charge. A chain that never changed it is frozen, however good
 * its other averages look.
 */
import type { Action } from "../../actions/action.js";
import type { Draft } from "../../core/statistics/inference/judge.js";
import { frozenCharge } from "../cell/frozen-charge.js";
import { replicasOf, type Series } from "../cell/measurements.js";

interface Label {
	/** As in "no chain changed <name>". */
	readonly name: string;
	/** Column whose sign it is. */
	readonly column: string;
	/** Whether its values are equally likely by symmetry. */
	applies(action: Action): boolean;
}

const labels: readonly Label[] = [
	{
		name: "the sign of m",
		column: "magnetization",
		applies: ({ symmetries }) => symmetries.has("signFlip"),
	},
];

/** One entry for each label that no chain ever changed. */
export function frozenLabels(
	series: Series,
	action: Action,
): Record<string, Draft> {
	const drafts: Record<string, Draft> = {};
	if (series.kind !== "chains") return drafts;
	const updates = series.count / series.chains - 1;
	for (const { name, column, applies } of labels) {
		const values = series.columns[column];
		if (values === undefined || updates < 1 || !applies(action)) continue;
		const chains = replicasOf(values, series.chains);
		if (chains.some(changesSign)) continue;
		drafts[`frozen ${column}`] = {
			claim: `the chains change ${name}`,
			kind: "changes",
			statistic: 0,
			observable: column,
			otherwise: "inconclusive",
			fixed: "inconclusive",
			reason: `no chain changed ${name} in ${updates.toLocaleString("en-US")} updates: averages that depend on it say where the chains started`,
		};
	}
	const frozen = frozenCharge(series, action);
	if (frozen !== undefined)
		drafts["frozen topologicalCharge"] = {
			claim: "the chains change Q",
			kind: "changes",
			observable: "topologicalCharge",
			otherwise: "inconclusive",
			fixed: "inconclusive",
			reason: frozen,
		};
	return drafts;
}

function changesSign(chain: Float64Array): boolean {
	const first = Math.sign(chain[0] ?? 0);
	return chain.some((value) => Math.sign(value) !== first);
}
