/**
 * Line `checkpoint`: a killed cell goes on from its checkpoint, so the draws after it must be the ones that
 * were promised.
 */
import { type ConformanceCheck, fail, pass, skip } from "../check.js";

export const checkpoint: ConformanceCheck = {
	name: "checkpoint",
	title: "a new process goes on where the old one stopped, as promised",
	async run(kit) {
		const { prepared } = await kit.shared();
		const saved = await prepared.checkpoint();
		if (saved.empty)
			return skip("it promises none: a killed cell starts again");
		const next = (await prepared.draw(64)).fields.join();
		const resumed = await kit.prepare(kit.targets["free field"], {
			steps: 10,
			resume: saved,
		});
		const again = (await resumed.draw(64)).fields.join();
		const promised = resumed.facts.checkpoint ?? "exact";
		await kit.discard(resumed);
		if (again === next) return pass("it continues with the same bits");
		return promised === "statistical"
			? pass("it continues with other bits, as it says")
			: fail("it promises to continue with the same bits, and does not");
	},
};
