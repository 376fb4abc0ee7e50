/**
 * Lines about the form and the number of draws. They are bare arrays, so a wrong order of axes would pass
 * unseen elsewhere.
 */
import { checkEnsemble } from "../../cell/check-ensemble.js";
import { type ConformanceCheck, fail, pass } from "../check.js";

export const shapes: ConformanceCheck = {
	name: "shapes",
	title: "draws have the right shape, type, order and axes, and are finite",
	async run(kit) {
		const { action, prepared } = await kit.trained("free field");
		const ensemble = await prepared.draw(100);
		checkEnsemble(ensemble, 100, action.space);
		const { fields, structure } = ensemble;
		const type = fields instanceof Float32Array ? "float32" : "float64";
		return pass(
			`${type}, ${structure.kind === "chains" ? `${structure.chains} chains` : "weighted"}`,
		);
	},
};

/** Numbers of draws that are awkward for batches. */
const counts = [1, 2, 101, 100, 100, 100] as const;

export const drawCounts: ConformanceCheck = {
	name: "counts",
	title: "any number of draws can be asked for, again and again",
	async run(kit) {
		const { action, prepared } = await kit.trained("free field");
		const fields: number[] = [];
		for (const count of counts) {
			const ensemble = await prepared.draw(count);
			checkEnsemble(ensemble, count, action.space);
			fields.push(...ensemble.fields.subarray(0, action.space.size));
		}
		const { size } = action.space;
		const first = fields.slice(-size).join();
		if (fields.slice(-2 * size, -size).join() === first)
			return fail("two calls returned the same configuration");
		const none = (await prepared.draw(0)).count;
		return none === 0
			? pass(`draws of ${counts.join(", ")}, and of 0`)
			: fail(`a draw of 0 gave ${none} configurations`);
	},
};
