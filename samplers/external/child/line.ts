/** One line of standard output, understood or refused with a reason. */
import { z } from "zod";
import { messageOf } from "../../../core/errors.js";
import { childLine } from "../protocol/lines.js";

type Line = z.output<typeof childLine>;

/** The line is no JSON at all: most likely something printed. */
export class NotAMessage extends Error {
	override readonly name = "NotAMessage";
}

/** @throws NotAMessage; Error with a sentence where it is JSON and breaks the protocol */
export function parseLine(text: string): Line {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (error) {
		const bare = bareNumber(text);
		if (bare !== undefined)
			throw new Error(
				`${bare.token} as ${JSON.stringify(bare.key)}: JSON has no such number; expected null`,
			);
		throw new NotAMessage(messageOf(error));
	}
	const { success, data, error } = childLine.safeParse(value);
	if (success) return data;
	if (typeof value !== "object" || value === null)
		throw new NotAMessage("not an object");
	throw new Error(
		`a line that is neither an answer nor a notification: ${text.slice(0, 200)} (${z.prettifyError(error).split("\n")[0]})`,
	);
}

/** The first NaN or Infinity outside strings, and the key before it. */
function bareNumber(
	text: string,
): { readonly key: string; readonly token: string } | undefined {
	if (!text.trimStart().startsWith("{")) return undefined;
	const pattern = /"((?:[^"\\]|\\.)*)"(\s*:)?|-?\b(?:NaN|Infinity)\b/g;
	let key = "";
	for (const [token, string, colon] of text.matchAll(pattern)) {
		if (string === undefined) return { key, token };
		if (colon !== undefined) key = string;
	}
	return undefined;
}
