/**
 * The protocol as one JSON Schema (draft 2020-12). It accepts a line of either side, and `$defs` holds
 * each message: `draw.params`, `draw.result`, `progress.params`, `error`.
 */
import { z } from "zod";
import {
	answerLine,
	errorLine,
	notificationLine,
	requestLine,
} from "./lines.js";
import { childNotifications, hostNotifications, methods } from "./protocol.js";
import { doorMethods } from "./serve.js";
import { protocolVersion } from "./version.js";

export function protocolJsonSchema(): unknown {
	const lines: z.ZodType[] = [];
	const calls = { ...methods, ...doorMethods };
	for (const [name, { params, result }] of Object.entries(calls)) {
		const asked = params.meta({ id: `${name}.params` });
		const answered = result.meta({ id: `${name}.result` });
		lines.push(requestLine(name, asked), answerLine(answered));
	}
	for (const [name, params] of Object.entries({
		...hostNotifications,
		...childNotifications,
	}))
		lines.push(notificationLine(name, params.meta({ id: `${name}.params` })));
	lines.push(errorLine.meta({ id: "error" }));
	return {
		title: `latticebench protocol ${protocolVersion}`,
		...z.toJSONSchema(z.union(lines), { io: "input", unrepresentable: "any" }),
	};
}
