/** Lines about the distribution: the checks of a record, on a free field and on an interacting action. */
import { createRandom } from "../../../core/random.js";
import { Measurements } from "../../../metrics/cell/evaluate.js";
import { observablesFor } from "../../../metrics/registry.js";
import { evaluateCell } from "../../cell/evaluate.js";
import { type ConformanceCheck, fail, pass, skip } from "../check.js";
import type { TargetName } from "../kit.js";
import { affordable } from "../pace.js";

/** Configurations that are measured, in this many calls; fewer where they take longer than so many seconds. */
const wanted = 8000;
const blocks = 8;
const patience = 8;
/** Weights with a smaller share of effective draws may have lost a part of the target, and fail for that alone. */
const poor = 0.1;

/** The checks of a record, on one target. */
function physics(
	target: TargetName,
	name: string,
	title: string,
): ConformanceCheck {
	return {
		name,
		title,
		async run(kit) {
			const { action, prepared, pace } = await kit.trained(target);
			const { draws, told } = affordable(pace, wanted, patience);
			const measurements = new Measurements(action, observablesFor(action));
			for (let i = 0; i < blocks; i++)
				measurements.add(await prepared.draw(Math.ceil(draws / blocks)));
			const { checks = {}, estimators } = evaluateCell(
				{
					target: {
						label: target,
						action: action.name,
						shape: action.space.lattice.shape,
						parameters: action.parameters,
						references: {},
					},
				},
				measurements,
				createRandom("check"),
				{},
			);
			const of = (verdict: string) =>
				Object.entries(checks).filter((entry) => entry[1].verdict === verdict);
			const failed = of("fail").map(
				([check, { claim, statistic, reason }]) =>
					`${check}: ${claim}${statistic === undefined ? "" : ` (z = ${statistic.toFixed(1)})`}${reason === undefined ? "" : `, ${reason}`}`,
			);
			const { count } = measurements;
			const short = (estimators?.reweighted?.kishEss ?? count) < poor * count;
			const passed = of("pass").length;
			const undecided = of("inconclusive").length;
			const [first] = Object.values(estimators ?? {});
			const ess =
				first?.kishEss ?? first?.observables[first.slowest ?? ""]?.ess;
			const quality =
				ess === undefined ? "" : `, ${Math.round(ess)} effective of ${count}`;
			if (failed.length > 0)
				return fail(
					`${failed.join("; ")}${quality}${short ? "; trained too shortly, if nothing else is wrong: --seconds gives more" : ""}`,
				);
			return passed === 0
				? skip(`no check could decide${quality}${told}`)
				: pass(
						`${passed} checks${undecided === 0 ? "" : `, ${undecided} undecided`}${quality}${told}`,
					);
		},
	};
}

export const freeFieldPhysics = physics(
	"free field",
	"free field",
	"exact moments, log Z and identities of a free field",
);
export const phi4Physics = physics(
	"φ⁴",
	"phi4",
	"Schwinger-Dyson identities and references of φ⁴",
);
