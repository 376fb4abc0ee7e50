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
		flow: z
			.enum(["realnvp", "neural-spline"])
			.default("realnvp")
			.describe("flow"),
		/** Options of that flow, as in a suite. */
		flowOptions: z
			.record(z.string(), z.unknown())
			.default({})
			.describe("options of the flow"),
		/** Share of the seconds of preparation for training. */
		trainingShare: z
			.number()
			.min(0)
			.max(1)
			.default(0.6)
			.describe("share of the preparation for training"),
		/** `fused`: the kernels of the flow. `autodiff`: its reference ops, for actions without a kernel. */
		engine: z
			.enum(["auto", "fused", "autodiff"])
			.default("auto")
			.describe("implementation"),
		integrator: shared.integrator,
		/**
		 * Mean length of a trajectory. The default is a quarter period of a perfect flow's latent space, whose
		 * modes all have the frequency 1.
		 */
		trajectory: z
			.number()
			.positive()
			.default(Math.PI / 2)
			.describe("mean length of a trajectory"),
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
