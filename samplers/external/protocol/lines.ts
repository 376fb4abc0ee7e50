/** The shapes of a line, whatever it says. */
import { z } from "zod";
import { errorObject } from "./errors.js";

const version = z.literal("2.0").optional();

const requestId = z.int().min(0).describe("chosen by the host, counting up");

/** A line from the child, before its content is known. */
export const childLine = z.union([
	z.object({
		jsonrpc: version,
		id: requestId,
		error: errorObject,
	}),
	z.object({
		jsonrpc: version,
		id: requestId,
		result: z.record(z.string(), z.unknown()),
	}),
	z.object({
		jsonrpc: version,
		method: z.string().min(1),
		params: z.record(z.string(), z.unknown()).default({}),
	}),
]);

export function requestLine(method: string, params: z.ZodType) {
	return z.object({
		jsonrpc: version,
		id: requestId,
		method: z.literal(method),
		params,
	});
}

export function notificationLine(method: string, params: z.ZodType) {
	return z.object({ jsonrpc: version, method: z.literal(method), params });
}

export function answerLine(result: z.ZodType) {
	return z.object({ jsonrpc: version, id: requestId, result });
}

export const errorLine = z.object({
	jsonrpc: version,
	id: requestId,
	error: errorObject,
});
