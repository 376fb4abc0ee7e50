/**
 * Line `clock`: work that hides before or after a phase would be booked to the wrong one, and prices would
 * be wrong.
 */
import { type ConformanceCheck, fail, pass } from "../check.js";

/** Seconds of processor time for which an interpreter warms up by itself. */
const tolerated = 0.5;

export const clock: ConformanceCheck = {
	name: "clock",
	title: "no work after done, none left for the first draw",
	async run(kit) {
		const { late, remarks } = (await kit.trained("free field")).pace;
		if (remarks.length > 0) return fail(remarks.join("; "));
		if (late === undefined) return pass("equal draws take equal times");
		const more = `the first draw took ${late.toFixed(2)} s of processor time more than the others, which a run books to compile`;
		return late > tolerated
			? fail(`${more}: do that in prepare or warmup`)
			: pass(more);
	},
};
