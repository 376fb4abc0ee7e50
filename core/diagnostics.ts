/** The part of a record that charts are drawn from. */
import { z } from "zod";

const finite = z.number();
const nonNegative = z.number().min(0);

/** Small data behind charts; long series are in the cell's folder as .npy. */
export const diagnosticsSchema = z.strictObject({
	/** Thinned Monte Carlo history: observable -> chain -> values, every `stride`-th measurement. */
	traces: z
		.strictObject({
			stride: z.number().int().min(1),
			series: z.record(z.string(), z.array(z.array(finite))),
		})
		.optional(),
	/** rho(t) with errors, t = 0, 1, ...; observable -> arrays. */
	autocorrelation: z
		.record(
			z.string(),
			z.strictObject({
				rho: z.array(finite),
				error: z.array(finite),
				window: nonNegative,
			}),
		)
		.optional(),
	/** Zero-momentum two-point function C(t), t = 0 ... L/2. */
	twoPoint: z
		.strictObject({ value: z.array(finite), error: z.array(finite) })
		.optional(),
	/** Histogram of log w - max log w. */
	logWeights: z
		.strictObject({ edges: z.array(finite), counts: z.array(nonNegative) })
		.optional(),
	/** ESS of one observable in the first draws of the run, against their number. */
	essGrowth: z
		.strictObject({
			observable: z.string(),
			draws: z.array(nonNegative),
			ess: z.array(nonNegative),
		})
		.optional(),
	/** Histograms of observables by name, and of `energyChange`, ΔH of proposals; weighted draws with their weights. */
	histograms: z
		.record(
			z.string(),
			z.strictObject({ edges: z.array(finite), counts: z.array(nonNegative) }),
		)
		.optional(),
	/** G(k) at k = 2π (n₁/L₁, n₂/L₂), n below `shape`, row-major, averaged over reflections. */
	modes: z
		.strictObject({
			extents: z.array(z.number().int().min(1)),
			shape: z.array(z.number().int().min(1)),
			value: z.array(finite),
			error: z.array(nonNegative),
		})
		.optional(),
	/** A few configurations, each `shape` bytes row-major in base64: 0 is `low` and 255 `high`. */
	pictures: z
		.strictObject({
			/** "φ", or "q" for the density of the topological charge. */
			quantity: z.string(),
			shape: z.array(z.number().int().min(1)),
			low: finite,
			high: finite,
			fields: z.array(z.string()),
			/** One draw on its way from noise to field, at even times of a continuous flow. */
			path: z
				.strictObject({
					low: finite,
					high: finite,
					fields: z.array(z.string()),
				})
				.optional(),
		})
		.optional(),
	/** Integrated autocorrelation of batch means for `compare`: ln tau of independent parts. */
	lnTauReplicas: z.record(z.string(), z.array(finite)).optional(),
});
export type Diagnostics = z.infer<typeof diagnosticsSchema>;
