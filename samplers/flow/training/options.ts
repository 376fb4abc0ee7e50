/** Options that all flows share: how they are trained and drawn from. */
import { z } from "zod";
import type { ParameterLayout } from "../flow.js";
import { Bases } from "./bases.js";
import { scheduleNames } from "./schedule.js";

const optimiserNames = ["adam", "soap"] as const;

/** Values a flow may set otherwise for itself. */
export interface TrainingDefaults {
	readonly batch: number;
	readonly learningRate: number;
	readonly schedule?: (typeof scheduleNames)[number];
	readonly finalRate?: number;
	readonly optimiser?: (typeof optimiserNames)[number];
	readonly beta1?: number;
	readonly beta2?: number;
	readonly clip?: number;
	readonly average?: number;
	readonly gradient?: "total" | "path";
	readonly symmetrise?: boolean | "auto";
}

/** Fields of a zod object; spread them beside those of the architecture. */
export function trainingShape(defaults: TrainingDefaults) {
	return {
		/** Samples in a training batch. */
		batch: z.int().min(1).default(defaults.batch).describe("batch size"),
		learningRate: z
			.number()
			.positive()
			.default(defaults.learningRate)
			.describe("initial learning rate"),
		/** `plateau` lowers the rate where looks stop gaining; the others follow the part of the budget that is spent. */
		schedule: z
			.enum(scheduleNames)
			.default(defaults.schedule ?? "plateau")
			.describe("schedule of the learning rate"),
		/** Last learning rate over the first; `plateau` goes no lower. */
		finalRate: z
			.number()
			.gt(0)
			.max(1)
			.default(defaults.finalRate ?? 0.01)
			.describe("lowest learning rate relative to the first"),
		/** Part of the training over which the learning rate rises. */
		warmup: z
			.number()
			.min(0)
			.lt(1)
			.default(0.01)
			.describe("share of the training with a rising learning rate"),
		/** `soap`: Adam in the eigenbases of each block of weights (bases.ts); a step costs more, and far fewer are needed. */
		optimiser: z
			.enum(optimiserNames)
			.default(defaults.optimiser ?? "soap")
			.describe("optimiser"),
		beta1: z
			.number()
			.min(0)
			.lt(1)
			.default(defaults.beta1 ?? 0.9)
			.describe("β₁ of the optimiser"),
		beta2: z
			.number()
			.min(0)
			.lt(1)
			.default(defaults.beta2 ?? 0.99)
			.describe("β₂ of the optimiser"),
		/** Largest norm of the gradient; null leaves it alone. */
		clip: z
			.number()
			.positive()
			.nullable()
			.default(defaults.clip ?? 10)
			.describe("largest norm of the gradient"),
		/** Decay of the exponential moving average of the weights that is drawn from, smaller while it would span more than a tenth of the steps; 0 takes the last weights. */
		average: z
			.number()
			.min(0)
			.lt(1)
			.default(defaults.average ?? 0)
			.describe("decay of the moving average of the weights"),
		/** `path` drops the score term of the gradient (arXiv:2207.08219). */
		gradient: z
			.enum(["total", "path"])
			.default(defaults.gradient ?? "total")
			.describe("gradient of the loss"),
		/** Steps between the first looks at held-out draws; later ones are a 40th to a 20th of the steps done apart. */
		evaluateEvery: z
			.int()
			.min(1)
			.default(50)
			.describe("steps between the first evaluations on held-out draws"),
		/** Draws of each look, the same for all. */
		evaluationDraws: z
			.int()
			.min(2)
			.default(1024)
			.describe("held-out draws of each evaluation"),
		/** Looks without a gain after which the rate falls (`plateau`); four times as many settle the training (plateau.ts). */
		patience: z
			.int()
			.min(1)
			.default(5)
			.describe("evaluations without gain before the learning rate falls"),
		/**
		 * Ends the preparation once training has settled, under the schedules `plateau` and `constant`. Where
		 * the budget fixes the number of steps, all of them are taken.
		 */
		untilSettled: z
			.boolean()
			.default(true)
			.describe("end of the training once it has settled"),
		/** Ends the preparation at the first look that sees this held-out ESS. */
		enoughEss: z
			.number()
			.gt(0)
			.max(1)
			.nullable()
			.default(null)
			.describe("held-out ESS at which the training ends"),
		/** Draw from (q(phi) + q(-phi)) / 2; `auto` where the action is even. */
		symmetrise: z
			.union([z.boolean(), z.literal("auto")])
			.default(defaults.symmetrise ?? false)
			.describe("density symmetrised in the sign of the field"),
		/**
		 * `fused` (kernels on the CPU), `gpu` (kernels on the device of the webgpu backend) and `composed`
		 * (ops of the backend) insist on one engine; `auto` takes kernels where there are some.
		 */
		engine: z
			.enum(["auto", "fused", "gpu", "composed"])
			.default("auto")
			.describe("implementation"),
	};
}

/** The bases that the optimiser keeps its moments in. */
export function basesOf(
	{ optimiser }: Pick<TrainingOptions, "optimiser">,
	layout: ParameterLayout,
): Bases {
	return optimiser === "soap" ? Bases.of(layout) : Bases.none();
}

const trainingSchema = z.object(trainingShape({ batch: 1, learningRate: 1 }));

type Trained = z.infer<typeof trainingSchema>;

/** Flows of angles have no sign to symmetrise in, and no such option. */
export type TrainingOptions = Readonly<
	Omit<Trained, "symmetrise"> & Partial<Pick<Trained, "symmetrise">>
>;
