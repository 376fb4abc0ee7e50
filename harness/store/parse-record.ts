/** One record from its text. */
import { firstIssue, InputError, messageOf } from "../../core/errors.js";
import { type BenchRecord, recordSchema } from "../../core/record.js";
import { currentSchema, migrated } from "./migrate.js";
import { summarised } from "./summarised.js";

/**
 * The record in the form that this version writes (migrate.ts).
 * @throws InputError if the text is no record of a schema that this version knows
 */
export function parseRecord(
	line: string,
	where: string,
	advice: string,
): BenchRecord {
	let value: unknown;
	try {
		value = JSON.parse(line);
	} catch (error) {
		throw new InputError(
			`${where}:1: not a record (${messageOf(error)}); ${advice}`,
		);
	}
	const schema =
		typeof value === "object" && value !== null && "schema" in value
			? value.schema
			: undefined;
	if (typeof schema === "number" && schema > currentSchema)
		throw new InputError(
			`${where}:1: the record has schema ${schema} and this version knows schema ${currentSchema}; use a newer latticebench`,
		);
	// Kept as it was written, so that writing it again changes nothing.
	if (recordSchema.safeParse(summarised(value)).success)
		return migrated(value as BenchRecord);
	const parsed = recordSchema.safeParse(value);
	if (parsed.success) return migrated(value as BenchRecord);
	throw new InputError(
		`${where}:1: not a record (${firstIssue(parsed.error)}); ${advice}`,
	);
}
