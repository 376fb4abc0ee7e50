/** Options of stochastic flows. Every option has a default. */
import { z } from "zod";
import { couplingShape } from "../coupling/options.js";
import {
	type TrainingOptions,
	trainingShape,
} from "../flow/training/options.js";
import { smcOptionsSchema } from "../smc/options.js";

const { conditioner, hidden, kernel } = couplingShape({
	layers: 2,
	hidden: [8],
	prior: "normal",
	rescale: false,
});

// A path has no mirror image whose density could be averaged.
const {
	symmetrise: _symmetrise,
	engine: _engine,
	batch: _batch,
	...training
} = trainingShape({
	batch: 256,
	learningRate: 1e-2,
	average: 0.98,
	gradient: "path",
});

const paths = smcOptionsSchema.shape;

export const stochasticFlowOptions = z.strictObject({
	/**
	 * Intermediate actions from the free field to the target, the target among them. Each has coupling layers
	 * and then moves.
	 */
	stages: z.int().min(1).max(256).default(8).describe("intermediate actions"),
	/**
	 * Coupling layers before the moves of a stage, an even number, so that both colours change. 0: annealed
	 * importance sampling at fixed stages.
	 */
	layers: z
		.int()
		.min(0)
		.max(64)
		.refine((count) => count % 2 === 0, {
			message: "an even number, so that both colours of sites change",
		})
		.default(2)
		.describe("coupling layers before the moves of a stage"),
	/**
	 * HMC trajectories at the action of each stage. 0: a flow alone, each of whose stages is trained for its own
	 * action.
	 */
	moves: z
		.int()
		.min(0)
		.max(1024)
		.default(1)
		.describe("HMC trajectories at each stage"),
	trajectory: paths.trajectory,
	targetAcceptance: paths.targetAcceptance,
	/** The coupling layers: rational-quadratic splines, which bend the law of single sites, or those of RealNVP. */
	transform: z
		.enum(["affine", "spline"])
		.default("spline")
		.describe("coupling layers"),
	conditioner,
	hidden,
	kernel,
	/** Number of bins of each spline, which acts on [-bound, bound]. Affine layers have none. */
	bins: z.int().min(2).max(64).default(8).describe("bins of each spline"),
	bound: z.number().positive().default(5).describe("bound of the splines"),
	...training,
	/** Paths of a training step, and of a pass of drawing. */
	batch: z.int().min(2).default(256).describe("paths of a training step"),
	/**
	 * `fused` (kernels on the CPU) and `composed` (ops of the backend) insist on one engine for the layers;
	 * `auto` takes kernels where there are some.
	 */
	engine: z
		.enum(["auto", "fused", "composed"])
		.default("auto")
		.describe("implementation"),
});

export type StochasticFlowOptions = z.infer<typeof stochasticFlowOptions>;

/** With what is fixed for this flow. */
export type StochasticChosen = StochasticFlowOptions & TrainingOptions;
