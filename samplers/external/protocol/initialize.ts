/** `initialize`: both sides introduce themselves. The first request, once. */
import { z } from "zod";

const device = z.object({
	kind: z.enum(["cpu", "gpu"]),
	name: z.string().min(1),
	count: z.int().min(1).default(1).describe("devices held"),
});

export const initializeParams = z.object({
	protocol: z.int().min(1).describe("version of the protocol"),
	latticebench: z.string().describe("version of the host"),
	threads: z.int().min(1).describe("processor threads to use, at most"),
	device: device.describe("the host's device; the child may use another"),
	precision: z
		.enum(["float32", "float64"])
		.describe("precision of the fields that the host would like"),
	options: z
		.record(z.string(), z.json())
		.describe(
			"`options` of the suite as they are; the child answers with the error `invalid` if they are wrong",
		),
});

const checkpointKinds = ["exact", "statistical", "none"] as const;

const capabilities = z.object({
	checkpoint: z
		.enum(checkpointKinds)
		.default("none")
		.describe(
			"exact: a restored process continues with the same bits; statistical: with the same law; none: it starts again",
		),
	logq: z
		.boolean()
		.default(false)
		.describe("answers `logq`: the normalised log density of given fields"),
	logDensity: z
		.boolean()
		.default(false)
		.describe("answers `check`: its own S of given fields"),
	batchSizes: z
		.array(z.int().min(1))
		.min(1)
		.optional()
		.describe(
			"counts that `draw` accepts or was compiled for; absent: every count",
		),
});

export const initializeResult = z.object({
	protocol: z.int().min(1).describe("the version that the child speaks"),
	name: z.string().min(1).max(200),
	version: z.string().max(200).optional(),
	structure: z
		.enum(["chains", "weighted"])
		.describe(
			"chains: equal weights, correlated in order; weighted: independent draws with log q or log w",
		),
	capabilities: capabilities.prefault({}),
	frameworks: z
		.record(z.string(), z.string())
		.default({})
		.describe('versions of libraries, such as {"torch": "2.8.0"}'),
	device: device
		.optional()
		.describe("where it computes; absent: on the processor"),
	threads: z
		.int()
		.min(1)
		.optional()
		.describe("processor threads that it will use"),
	process: z
		.int()
		.min(1)
		.optional()
		.describe(
			"number of its process, by which the host sees whether its processor time can be read",
		),
	reference: z
		.string()
		.max(500)
		.optional()
		.describe("paper or link that reports should show"),
});
export type Introduction = z.output<typeof initializeResult>;
