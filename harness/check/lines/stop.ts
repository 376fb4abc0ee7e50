/**
 * Line `stop`: an interrupted run must end soon, and must leave nothing behind that occupies the machine.
 */
import { setTimeout as pause } from "node:timers/promises";
import { graceOver } from "../../../samplers/external/child/grace.js";
import { describeAction } from "../../../samplers/external/protocol/action-description.js";
import { type ConformanceCheck, fail, pass } from "../check.js";
import { noProgram, sessionOf } from "./speaks.js";

export const stop: ConformanceCheck = {
	name: "stop",
	title: "stops within its grace and leaves no process behind",
	async run(kit) {
		const opened = await sessionOf(kit);
		if (opened === undefined) return noProgram;
		const { session } = opened;
		const { grace } = session.limits;
		try {
			const action = describeAction(kit.targets["free field"]);
			const verdict = await session.call("supports", { action });
			if (!verdict.ok)
				return fail(`it declines a free field: ${verdict.reason}`);
			const dir = session.scratch.folder();
			const answer = session.call("prepare", {
				action,
				budget: { seconds: 3600 },
				seed: "1",
				dir,
			});
			const ready = await Promise.race([
				answer.then(() => true),
				pause(1000, false),
			]);
			const begin = performance.now();
			if (!ready) session.conversation.notify("stop");
			const ended = await Promise.race([
				answer.then(
					() => true,
					() => true,
				),
				graceOver(session.child, grace).then(() => false),
			]);
			const seconds = (performance.now() - begin) / 1000;
			const killed = await session.close();
			if (!ended) return fail(`prepare went on ${grace} s after stop`);
			return killed > 0
				? fail(`${killed} of its processes ignored SIGTERM`)
				: pass(
						ready
							? "it was ready within a second; no process is left"
							: `it stopped after ${seconds.toFixed(1)} s; no process is left`,
					);
		} finally {
			await session.close();
		}
	},
};
