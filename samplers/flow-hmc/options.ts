/** Options of HMC in the latent space of a flow. Every option has a default. */
import { z } from "zod";
import { neuralSpline } from "../coupling/neural-spline.js";
import { realnvp } from "../coupling/realnvp.js";
import { hmcOptionsSchema } from "../hmc/options.js";

/** Flows whose latent space a chain can run in. Their Jacobian has to be exact: the couplings' is. */
const flows = {
	realnvp: realnvp.options,
	"neural-spline": neuralSpline.options,
};

const shared = hmcOptionsSchema.shape;

export const flowHmcOptionsSchema = z
	.strictObject({
		/** The flow that is trained first. */
		flow: z.enum(["realnvp", "neural-spline"]).default("realnvp"),
		/** Options of that flow, as in a suite. */
		flowOptions: z.record(z.string(), z.unknown()).default({}),
		/** Share of the seconds of preparation for training. */
		trainingShare: z.number().min(0).max(1).default(0.6),
		/** `fused`: the kernels of the flow. `autodiff`: its reference ops, for actions without a kernel. */
		engine: z.enum(["auto", "fused", "autodiff"]).default("auto"),
		integrator: shared.integrator,
		/** Mean length of a trajectory. The default is a quarter period of a perfect flow's latent space, whose modes all have the frequency 1. */
		trajectory: z
			.number()
			.positive()
			.default(Math.PI / 2),
		jitter: shared.jitter,
		stepSize: shared.stepSize,
		targetAcceptance: shared.targetAcceptance,
		chains: shared.chains,
		thermalise: shared.thermalise,
		storeEvery: shared.storeEvery,
	})
	.superRefine(({ flow, flowOptions }, context) => {
		for (const issue of flows[flow].safeParse(flowOptions).error?.issues ?? [])
			context.addIssue({
				code: "custom",
				message: issue.message,
				path: ["flowOptions", ...issue.path],
			});
	});

export type FlowHmcOptions = z.infer<typeof flowHmcOptionsSchema>;
