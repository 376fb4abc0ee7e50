/**
 * The record: everything that is kept of one cell (target x sampler x seed), one JSON object per
 * line. Schema 1. Numbers are finite or absent. A number that cannot be trusted is absent or marked
 * `unresolved`, with the reason. `latticebench schema record` prints the JSON Schema of this file.
 *
 *   const record: BenchRecord = recordSchema.parse(JSON.parse(line));
 *   const phi2 = record.estimators?.chain?.observables.phi2;
 *   if (phi2?.status === "ok") console.log(phi2.value, phi2.error, phi2.tauInt);
 */
import { z } from "zod";
import { declaredCostSchema, phaseCostSchema, phases } from "./cost.js";
import { diagnosticsSchema } from "./diagnostics.js";
import { failureSchema } from "./failure.js";
import { outsideSchema } from "./outside.js";
import { quantityFactsSchema } from "./quantity-facts.js";
import {
	actionSchema,
	budgetSchema,
	moduleSchema,
	samplerSchema,
} from "./question.js";

const finite = z.number();
const nonNegative = z.number().min(0);

/** Value with one standard error. */
const estimateSchema = z.strictObject({
	value: finite,
	error: nonNegative,
	/** Part of the error, in quadrature, that more draws do not lower: that of log q. */
	systematic: nonNegative.optional(),
});
export type Estimate = z.infer<typeof estimateSchema>;

/** Central value with a 68 % interval; `high` is absent where it is unbounded. */
const intervalSchema = z.strictObject({
	value: finite,
	low: finite,
	high: finite.optional(),
});
export type Interval = z.infer<typeof intervalSchema>;

const observableResultSchema = z.strictObject({
	/** `unresolved`: the value stands, its error cannot be trusted; `reason` says why. */
	status: z.enum(["ok", "unresolved"]),
	reason: z.string().optional(),
	value: finite.optional(),
	error: nonNegative.optional(),
	/**
	 * Part of the error, in quadrature, that more draws do not lower: that of log q. Absent where it is below a
	 * hundredth.
	 */
	systematic: nonNegative.optional(),
	/** Integrated autocorrelation time, 1/2 + sum of rho(t), in stored measurements: independent draws give 0.5. */
	tauInt: finite.optional(),
	tauIntError: nonNegative.optional(),
	/** Summation window in stored measurements. */
	window: nonNegative.optional(),
	/** Var(O) / Var(estimator of <O>): a number of configurations. */
	ess: nonNegative.optional(),
	essError: nonNegative.optional(),
	/** Degrees of freedom of the error, for Student tests. */
	degreesOfFreedom: nonNegative.optional(),
	/** Skewness of the estimator: its third cumulant over the cube of its error. */
	asymmetry: finite.optional(),
	/** What the value was computed with, where it is not the Gamma method or the weights' delta method. */
	method: z.string().optional(),
	/** Remarks that do not void the number, for example two estimators that disagree. */
	flags: z.array(z.string()).optional(),
	/** Split rank-normalised R-hat of chains; 10⁶ stands for all beyond, as of frozen chains. */
	rHat: nonNegative.optional(),
	/** p-value of that R-hat where chains of this length and autocorrelation mix. */
	mixing: z.number().min(0).max(1).optional(),
	/** p-value of the differences between halves and thirds of the run, where it is stationary. */
	stationarity: z.number().min(0).max(1).optional(),
	/** Pareto k-hat of the heavier tail of a chain's values; from 0.7 on a mean has no error bar. */
	tailShape: finite.optional(),
	bulkEss: nonNegative.optional(),
	tailEss: nonNegative.optional(),
	/** p-value of the chi-square between replicas. */
	replicaQ: nonNegative.optional(),
});
export type ObservableResult = z.infer<typeof observableResultSchema>;

export const estimatorNames = ["chain", "reweighted", "metropolis"] as const;
export type EstimatorName = (typeof estimatorNames)[number];

/** One way of turning an ensemble into averages; a flow has two rows, reweighted and metropolis. */
export const estimatorResultSchema = z.strictObject({
	observables: z.record(z.string(), observableResultSchema),
	/** Name of the observable with the smallest ESS: the headline is its ESS. Absent if none is resolved. */
	slowest: z.string().optional(),
	draws: nonNegative,
	chains: nonNegative.optional(),
	/** Effective number of configurations of the weights, (sum w)^2 / sum w^2. */
	kishEss: nonNegative.optional(),
	kishEssError: nonNegative.optional(),
	/**
	 * Forward ESS on the scale of `kishEss`: draws / (mean_p(w) mean_p(1/w)) over draws of the target by
	 * a chain of the same run, where there was one. Both estimate one number; this one sees lost modes.
	 */
	forwardEss: nonNegative.optional(),
	forwardEssError: nonNegative.optional(),
	acceptance: nonNegative.optional(),
	paretoK: finite.optional(),
	logZ: estimateSchema.optional(),
	/** Share of the largest weight in the sum of all. */
	largestWeightShare: nonNegative.optional(),
	/** Longest run of rejections, in updates. */
	longestRejectionRun: nonNegative.optional(),
	replicaQ: nonNegative.optional(),
	rHat: nonNegative.optional(),
	/** Smallest `mixing` of an observable, times their number. */
	mixing: z.number().min(0).max(1).optional(),
	/** Smallest `stationarity` of an observable, times their number, and whose it is. */
	stationarity: z.number().min(0).max(1).optional(),
	leastStationary: z.string().optional(),
	/** Further diagnostics by name, each with its meaning documented where it is computed. */
	diagnostics: z.record(z.string(), finite).optional(),
});
export type EstimatorResult = z.infer<typeof estimatorResultSchema>;

export const checkSchema = z.strictObject({
	/** What is claimed, in one sentence. */
	claim: z.string(),
	/** z, chi-square or whatever `kind` says; absent when it could not be computed. */
	statistic: finite.optional(),
	kind: z.string(),
	p: z.number().min(0).max(1).optional(),
	verdict: z.enum(["pass", "fail", "inconclusive"]),
	reason: z.string().optional(),
	estimator: z.enum(estimatorNames).optional(),
	/** Observable and reference value, for checks against a number. */
	observable: z.string().optional(),
	measured: estimateSchema.optional(),
	reference: estimateSchema.optional(),
	source: z.string().optional(),
});
export type Check = z.infer<typeof checkSchema>;

export const efficiencySchema = z.strictObject({
	/** ESS of the slowest observable per device-second of the draw phase. */
	essPerDeviceSecond: intervalSchema.optional(),
	/** On a CPU, the same per second of processor time. */
	essPerCoreSecond: intervalSchema.optional(),
	/** The same per evaluation of the action's gradient, or of the action where there is none. */
	essPerEvaluation: intervalSchema.optional(),
	/** Gradients of drawing to a squared error of 0.01 of the variance, by the mean: `siteSquare`, `magnetization2`. */
	gradientsToLowError: z.record(z.string(), intervalSchema).optional(),
	/** Device-seconds to 1e2, 1e4 and 1e6 effective configurations, preparation included. */
	deviceSecondsTo: z.record(z.string(), intervalSchema).optional(),
	/** On a CPU, the same in seconds of processor time: to be compared where the machine was busy. */
	coreSecondsTo: z.record(z.string(), intervalSchema).optional(),
});
export type Efficiency = z.infer<typeof efficiencySchema>;

/** Columns of equal length: what a preparation went through, for example loss against seconds. */
const historySchema = z.strictObject({
	phase: z.enum(phases),
	columns: z.record(z.string(), z.array(finite.nullable())),
});
export type History = z.infer<typeof historySchema>;

const environmentSchema = z.strictObject({
	/** Version of latticebench, and of Node and the libraries that computed. */
	versions: z.record(z.string(), z.string()),
	commit: z.string().optional(),
	dirty: z.boolean().optional(),
	/** SHA-256 of package-lock.json. */
	lockfile: z.string().optional(),
	backend: z.string(),
	device: z.strictObject({
		kind: z.enum(["cpu", "gpu"]),
		name: z.string(),
		count: z.number().int().min(1),
	}),
	cpu: z.string(),
	cores: z.number().int().min(1),
	threads: z.number().int().min(1),
	memoryBytes: nonNegative,
	platform: z.string(),
	/** Random identifier of the process that measured: timings of one session are not independent. */
	session: z.string(),
	startedAt: z.string(),
	argv: z.array(z.string()),
	/** Anything else worth knowing, for example the load of the machine at the start. */
	facts: z
		.record(z.string(), z.union([z.string(), finite, z.boolean()]))
		.optional(),
});
export type Environment = z.infer<typeof environmentSchema>;

const statuses = [
	"completed",
	"skipped",
	"failed",
	"timeout",
	"interrupted",
] as const;
export type Status = (typeof statuses)[number];

export const recordSchema = z.strictObject({
	schema: z.literal(1),
	/** Hash of the question: action, sampler, options, seed, draws and budget. */
	key: z.string().regex(/^[0-9a-f]{16}$/),
	/** Title of the suite. */
	suite: z.string(),
	status: z.enum(statuses),
	reason: z.string().optional(),
	/** What kind of failure it was. */
	failure: failureSchema.optional(),
	action: actionSchema,
	sampler: samplerSchema,
	/** Modules whose observables were measured beside the built-in ones. */
	observables: z.array(moduleSchema).optional(),
	seed: z.number().int(),
	/** Configurations asked for, over all chains. */
	draws: z.number().int().min(1),
	/** What the preparation was given; whichever is reached first ended it. */
	budget: budgetSchema.optional(),
	estimators: z
		.partialRecord(z.enum(estimatorNames), estimatorResultSchema)
		.optional(),
	/** Everything that the estimators hold values of, by name, in the order of tables; then the identities. */
	quantities: z.record(z.string(), quantityFactsSchema).optional(),
	/** Quantities that the action does not have, with the reason. */
	leftOut: z.record(z.string(), z.string()).optional(),
	checks: z.record(z.string(), checkSchema).optional(),
	cost: z.partialRecord(z.enum(phases), phaseCostSchema).optional(),
	efficiency: z
		.partialRecord(z.enum(estimatorNames), efficiencySchema)
		.optional(),
	history: z.array(historySchema).optional(),
	/** What others say that finished configurations cost; `cost` is then absent. */
	declaredCost: declaredCostSchema.optional(),
	/** What must be said of the draws beside their numbers, one sentence each. */
	remarks: z.array(z.string()).optional(),
	/** What the sampler says of itself: tuned step size, number of parameters, ... */
	facts: z.record(z.string(), z.union([finite, z.string()])).optional(),
	/** Of a sampler that is a program of somebody else. */
	outside: outsideSchema.optional(),
	diagnostics: diagnosticsSchema.optional(),
	environment: environmentSchema.optional(),
});
export type BenchRecord = z.infer<typeof recordSchema>;
