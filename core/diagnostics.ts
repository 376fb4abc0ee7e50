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
	/** Integrated autocorrelation of batch means for `compare`: ln tau of independent parts. */
	lnTauReplicas: z.record(z.string(), z.array(finite)).optional(),
});
export type Diagnostics = z.infer<typeof diagnosticsSchema>;
