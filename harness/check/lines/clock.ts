import { type ConformanceCheck, fail, pass } from "../check.js";
import { targets } from "../kit.js";

/** Seconds of processor time for which an interpreter warms up by itself. */
const tolerated = 0.5;

export const clock: ConformanceCheck = {
	name: "clock",
	title: "no work after done, none left for the first draw",
	async run(kit) {
		const prepared = await kit.prepare(targets["free field"], { steps: 10 });
		const timer = kit.timer(prepared);
		for (let i = 0; i < 8; i++) await timer.draw(500);
		const late = timer.late();
		const remarks = prepared.remarks?.() ?? [];
		await kit.discard(prepared);
		if (remarks.length > 0) return fail(remarks.join("; "));
		if (late === undefined) return pass("equal draws take equal times");
		const more = `the first draw took ${late.coreSeconds.toFixed(2)} s of processor time more than the others, which a run books to compile`;
		return late.coreSeconds > tolerated
			? fail(`${more}: do that in prepare or warmup`)
			: pass(more);
	},
};
