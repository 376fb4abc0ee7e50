/** Line `not finite`: one broken configuration must not spoil the others in its batch. */
import { hostEvaluation } from "../../../actions/host-evaluation.js";
import { messageOf } from "../../../core/errors.js";
import { type ConformanceCheck, fail, pass, skip } from "../check.js";

/** Configurations that are asked about, and the one that holds NaN. */
const count = 3;
const spoilt = 1;

export const notFinite: ConformanceCheck = {
	name: "not finite",
	title:
		"log q of a configuration that holds NaN is refused or NaN, and the others keep theirs",
	async run(kit) {
		const { action, prepared } = await kit.trained("free field");
		const { logDensity } = prepared;
		if (logDensity === undefined)
			return skip("it does not give log q of fields");
		const { size } = action.space;
		const fields = Float64Array.from((await prepared.draw(count)).fields).slice(
			0,
			count * size,
		);
		const before = await logDensity(fields);
		fields[spoilt * size] = Number.NaN;
		let after: Float64Array | undefined;
		let refusal = "";
		try {
			after = await logDensity(fields);
		} catch (error) {
			refusal = messageOf(error);
		}
		// It must go on after either.
		const next = await prepared.draw(2);
		await hostEvaluation(action).values(next.fields);
		if (after === undefined) return pass(`refused: ${refusal}`);
		const given = (i: number) => after[i] ?? Number.NaN;
		if (Number.isFinite(given(spoilt)))
			return fail(`log q = ${given(spoilt)} of a configuration that holds NaN`);
		const moved = before.some(
			(value, i) =>
				i !== spoilt && !(Math.abs(given(i) - value) <= 1e-6 * Math.abs(value)),
		);
		return moved
			? fail(
					"NaN in one configuration changes log q of the others in its batch",
				)
			: pass("log q is NaN there, and as before elsewhere");
	},
};
