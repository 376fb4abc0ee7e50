/**
 * The protocol between latticebench and a sampler that others wrote: what the two sides may say.
 *
 * The sampler is a child process. It reads JSON from standard input and writes JSON to standard
 * output, one object per line in UTF-8, in the shape of JSON-RPC 2.0 (jsonrpc.org/specification):
 * a request has `id`, `method` and `params`; its answer has the same `id` and `result` or `error`; a
 * notification has no `id` of its own. Error codes are words. Arrays travel as .npy files.
 *
 *   host  > {"jsonrpc":"2.0","id":4,"method":"draw","params":{"count":1000,"dir":"/dev/shm/x","seed":"17"}}
 *   child < {"method":"done","params":{"id":4}}
 *   child < {"id":4,"result":{"arrays":{"fields":"fields.npy","logq":"logq.npy"},"axes":["draw","x","y"]}}
 *
 * Two rules keep both sides compatible: unknown keys are ignored, and an unknown method is answered
 * with the error `unsupported`. `latticebench schema protocol` prints the JSON Schema of this table.
 */
import {
	checkParams,
	checkResult,
	supportsParams,
	supportsResult,
} from "./ask-about-action.js";
import { drawParams, drawResult, logqParams, logqResult } from "./draw.js";
import { initializeParams, initializeResult } from "./initialize.js";
import { doneParams, logParams, progressParams } from "./notifications.js";
import {
	prepareParams,
	prepareResult,
	warmupParams,
	warmupResult,
} from "./prepare.js";
import {
	checkpointParams,
	checkpointResult,
	nothing,
	restoreParams,
} from "./state.js";

/** The methods that the host calls, in the order of a life. */
export const methods = {
	initialize: { params: initializeParams, result: initializeResult },
	supports: { params: supportsParams, result: supportsResult },
	check: { params: checkParams, result: checkResult },
	prepare: { params: prepareParams, result: prepareResult },
	warmup: { params: warmupParams, result: warmupResult },
	draw: { params: drawParams, result: drawResult },
	logq: { params: logqParams, result: logqResult },
	checkpoint: { params: checkpointParams, result: checkpointResult },
	restore: { params: restoreParams, result: nothing },
	shutdown: { params: nothing, result: nothing },
} as const;

export type Method = keyof typeof methods;

/** What the host sends without waiting for an answer. */
export const hostNotifications = { stop: nothing } as const;

/** What the child may send at any time. */
export const childNotifications = {
	progress: progressParams,
	done: doneParams,
	log: logParams,
} as const;
