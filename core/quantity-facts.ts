/**
 * What a record says about a quantity apart from its value. So readers of records need no list of names.
 */
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
	/** Configurations fall into sectors, and this tells them apart: its value itself, or its sign. */
	sector: z.enum(["value", "sign"]).optional(),
	/** Its histogram is kept. */
	histogram: z.literal(true).optional(),
	/** Largest difference that counts as agreement; a tenth of the standard deviation if absent. */
	margin: z.number().optional(),
	/** Of a residual: the exact value that was taken away from what was measured. */
	subtracted: z.number().optional(),
});
export type QuantityFacts = z.infer<typeof quantityFactsSchema>;

/** What the first record that knows a quantity says about it. */
export function factsFrom(
	records: readonly {
		readonly quantities?: Readonly<Record<string, QuantityFacts>> | undefined;
	}[],
	name: string,
): QuantityFacts | undefined {
	for (const { quantities } of records) {
		const facts = quantities?.[name];
		if (facts !== undefined) return facts;
	}
	return undefined;
}

/** The symbol of the value in one configuration: without the brackets of the average. */
export function withoutBrackets(symbol: string): string {
	return symbol.replace(/[⟨⟩]/g, "");
}
