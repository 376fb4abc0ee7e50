/** Options of the continuous flow of links. */
import { z } from "zod";
import {
	stepBounds,
	stepErrorOptions,
	stepOptions,
} from "../continuous/step-options.js";
import {
	type TrainingOptions,
	trainingShape,
} from "../flow/training/options.js";

// No other engine, no other estimator, and nothing to symmetrise.
const {
	engine: _engine,
	gradient: _gradient,
	symmetrise: _symmetrise,
	...training
} = trainingShape({
	batch: 256,
	// Training begins at a fit, where other bases bring nothing.
	optimiser: "adam",
	learningRate: 0.02,
	average: 0.9,
	clip: 1,
});

export const gaugeContinuousOptions = z
	.strictObject({
		...training,
		/**
		 * Powers of the plaquette whose traces' gradients are sources of flux. null takes 6 for U(1), 4 for SU(2),
		 * 3 for SU(3).
		 */
		powers: z
			.int()
			.min(1)
			.max(12)
			.nullable()
			.default(null)
			.describe("powers of the plaquette"),
		/**
		 * Terms of second order: Re tr P^k, k = 1 ... factors, times the mean of the m-th source around the plaquette,
		 * m = 1 ... means. null takes 4 and 3 for U(1), 2 and 2 for SU(2), 2 and 1 for SU(3); 0 leaves them out.
		 */
		factors: z
			.int()
			.min(0)
			.max(12)
			.nullable()
			.default(null)
			.describe("powers of the plaquette in terms of second order"),
		means: z
			.int()
			.min(0)
			.max(12)
			.nullable()
			.default(null)
			.describe("sources in terms of second order"),
		/** Plaquettes on each side that flux reaches; null: as far as the lattice allows. 1 is about the Wilson flow. */
		reach: z
			.int()
			.min(1)
			.nullable()
			.default(null)
			.describe("plaquettes that flux reaches on each side"),
		/**
		 * Means over the four reflections: the flow of SU(N) has the whole point group then, and costs four times
		 * as much. Without them flux passes a plaquette on one side, and reflections are a symmetry of the weighted
		 * ensemble alone.
		 */
		reflections: z.boolean().default(false).describe("mean over reflections"),
		/** Chebyshev polynomials of the time dependence. */
		timeModes: z
			.int()
			.min(1)
			.default(4)
			.describe("Chebyshev polynomials of the time dependence"),
		/** Configurations of the least-squares fit, and times at which S is regressed. */
		fitDraws: z
			.int()
			.min(16)
			.default(1024)
			.describe("configurations of the least-squares fit"),
		fitSteps: z
			.int()
			.min(1)
			.default(8)
			.describe("times of the least-squares fit"),
		/**
		 * The fit is made on a lattice of at most so many sites in each direction: the coefficients are those of
		 * any volume.
		 */
		fitExtent: z
			.int()
			.min(3)
			.default(8)
			.describe("largest extent of the lattice of the fit"),
		...stepOptions(6, 100),
		...stepErrorOptions,
	})
	.refine(...stepBounds);

export type GaugeContinuousOptions = z.infer<typeof gaugeContinuousOptions>;

/** With what is fixed for this flow. */
export type GaugeChosen = GaugeContinuousOptions & TrainingOptions;
