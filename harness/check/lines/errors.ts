/**
 * Line `errors`: a program that answers nonsense instead of an error would fail later, where nobody sees
 * why.
 */
import { messageOf } from "../../../core/errors.js";
import { Refusal } from "../../../samplers/external/child/conversation.js";
import { describeAction } from "../../../samplers/external/protocol/action-description.js";
import { type ConformanceCheck, fail, pass } from "../check.js";
import { noProgram, sessionOf } from "./speaks.js";

export const errors: ConformanceCheck = {
	name: "errors",
	title: "what it does not know or cannot do is answered with an error",
	async run(kit) {
		const opened = await sessionOf(kit);
		if (opened === undefined) return noProgram;
		const { session } = opened;
		const { conversation } = session;
		try {
			const unknown = await refusal(() => conversation.callUnknown("dance"));
			if (unknown !== "unsupported")
				return fail(
					`an unknown method is answered with ${unknown ?? "a result"}; expected the error unsupported`,
				);
			const dir = session.scratch.folder();
			const missing = await refusal(() =>
				conversation.call("restore", {
					action: describeAction(kit.targets["free field"]),
					files: ["no-such-file"],
					dir,
				}),
			);
			return missing === undefined
				? fail("restore from a file that is missing succeeds")
				: pass(`unsupported for an unknown method, ${missing} for a lost file`);
		} finally {
			await session.close();
		}
	},
};

async function refusal(
	work: () => Promise<unknown>,
): Promise<string | undefined> {
	try {
		await work();
		return undefined;
	} catch (error) {
		if (error instanceof Refusal) return error.code;
		throw new Error(`the conversation ended: ${messageOf(error)}`);
	}
}
