import { family, processorSecondsOf } from "../../../core/process-table.js";
import { DrawTimer } from "../../cell/draw-timer.js";
import { type ConformanceCheck, fail, pass } from "../check.js";
import { targets } from "../kit.js";

const now = () => performance.now() / 1000;

export const clock: ConformanceCheck = {
	name: "clock",
	title: "no work after done, none left for the first draw",
	async run(kit) {
		const prepared = await kit.prepare(targets["free field"], { steps: 10 });
		const timer = new DrawTimer(prepared, {
			now,
			processor: () => processorSecondsOf(family(process.pid)),
			waited: () => undefined,
			interrupted: () => false,
		});
		for (let i = 0; i < 8; i++) await timer.draw(500);
		const late = timer.late();
		const remarks = prepared.remarks?.() ?? [];
		await kit.discard(prepared);
		const words = [
			...remarks,
			...(late === undefined
				? []
				: [
						`the first draw took ${late.seconds.toFixed(2)} s more than the others: compile in prepare or warmup`,
					]),
		];
		return words.length > 0
			? fail(words.join("; "))
			: pass("equal draws take equal times");
	},
};
