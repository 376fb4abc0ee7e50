/** What a record says about a quantity apart from its value. Its readers need no list of names. */
import { z } from "zod";

/** From fast to slow, as far as is known before anything is measured. */
export const jointSpeeds = ["fast", "slow", "slowest"] as const;
export type JointSpeed = (typeof jointSpeeds)[number];

export const quantityFactsSchema = z.strictObject({
	/** The average in tables and charts, for example "⟨φ²⟩". */
	symbol: z.string(),
	/** Formula. */
	label: z.string(),
	/** Takes part in the joint test of two samplers; the fast ones come first. */
	joint: z.enum(jointSpeeds).optional(),
	/** Its distribution is compared between samplers. */
	law: z.literal(true).optional(),
	/** Of a residual: the exact value that was taken away from what was measured. */
	subtracted: z.number().optional(),
});
export type QuantityFacts = z.infer<typeof quantityFactsSchema>;
