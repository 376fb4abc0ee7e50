/** Options that all coupling flows share, and the architecture that they give for an action. */

import { z } from "zod";
import { type Action, polynomialOf } from "../../actions/action.js";
import type { Verdict } from "../../core/verdict.js";
import type { CouplingConfig, PriorConfig } from "./config.js";

export interface CouplingDefaults {
	readonly layers: number;
	readonly hidden: readonly number[];
	readonly prior: "normal" | "freeField";
	readonly rescale: boolean;
}

const defaultKernel = 3;

/** Channels of each hidden layer of the conditioners. Of dense conditioners, the units. */
export function hiddenOption(channels: readonly number[]) {
	return z
		.array(z.int().min(1).max(1024))
		.min(1)
		.max(8)
		.default([...channels])
		.describe("channels of the hidden layers");
}

/** Extent of the convolutions. Dense conditioners have none. */
export const kernelOption = z
	.int()
	.min(1)
	.max(15)
	.refine((extent) => extent % 2 === 1, {
		message: "an odd number: a convolution has a centre",
	})
	.default(defaultKernel)
	.describe("extent of the convolutions");

/** The fields of a zod object. */
export function couplingShape(defaults: CouplingDefaults) {
	return {
		/** Number of coupling layers. They alternate between the two colours of sites. */
		layers: z
			.int()
			.min(1)
			.max(256)
			.default(defaults.layers)
			.describe("number of coupling layers"),
		/** Kind of the nets: convolutions, or dense from all frozen sites to all active ones. */
		conditioner: z
			.enum(["convolutional", "dense"])
			.default("convolutional")
			.describe("conditioners"),
		hidden: hiddenOption(defaults.hidden),
		kernel: kernelOption,
		/** Independent normals, or the free field. */
		prior: z
			.enum(["normal", "freeField"])
			.default(defaults.prior)
			.describe("prior"),
		/** Initial M^2 of the free field. null takes (4 / L)^2, a correlation length of L / 4. */
		priorMass2: z
			.number()
			.positive()
			.nullable()
			.default(null)
			.describe("initial squared mass of the prior"),
		/** Whether M^2 is trained. */
		trainPrior: z.boolean().default(true).describe("trained mass of the prior"),
		/** Whether the flow ends with a trainable common factor of all fields. */
		rescale: z
			.boolean()
			.default(defaults.rescale)
			.describe("trained common factor of the fields"),
	};
}

const couplingSchema = z.object(
	couplingShape({ layers: 1, hidden: [1], prior: "normal", rescale: false }),
);

export type CouplingOptions = Readonly<z.infer<typeof couplingSchema>>;

/** Dense conditioners need a site of either colour, and they have no extent of convolutions to set. */
export function supportsCoupling(
	{ space }: Action,
	{ conditioner, kernel }: Pick<CouplingOptions, "conditioner" | "kernel">,
): Verdict {
	if (conditioner !== "dense") return { ok: true };
	if (kernel !== defaultKernel)
		return {
			ok: false,
			reason: "kernel is an option of convolutional conditioners, not of dense",
		};
	return space.lattice.sites > 1
		? { ok: true }
		: { ok: false, reason: "dense conditioners need more than one site" };
}

function priorOf(action: Action, options: CouplingOptions): PriorConfig {
	if (options.prior === "normal") return { kind: "normal" };
	const kinetic = polynomialOf(action)?.kinetic ?? 1;
	const extent = Math.max(...action.space.lattice.shape);
	return {
		kind: "freeField",
		mass2: options.priorMass2 ?? kinetic * (4 / extent) ** 2,
		trainable: options.trainPrior,
		kinetic,
	};
}

/** The architecture for an action. */
export function couplingConfig(
	action: Action,
	options: CouplingOptions,
	transform: CouplingConfig["transform"],
): CouplingConfig {
	const { layers, conditioner, hidden, kernel, rescale } = options;
	const prior = priorOf(action, options);
	return { layers, conditioner, hidden, kernel, transform, prior, rescale };
}
