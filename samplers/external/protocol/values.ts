/** Values that several messages share. JSON has no NaN and no integers above 2^53. */
import { z } from "zod";

/** 64 random bits as a decimal string. */
export const seed = z
	.string()
	.regex(/^\d{1,20}$/, "expected a decimal string of 64 bits")
	.describe("64 random bits as a decimal string");

/** A number of events: a decimal string, or a number as long as that is exact. */
const counter = z
	.union([
		z.int().min(0),
		z.string().regex(/^\d+$/, "expected a decimal string"),
	])
	.describe("a whole number; as a decimal string from 2^53 on");

/** Evaluations that the child counted itself; records mark them as declared. */
export const evaluations = z
	.object({ action: counter.optional(), gradient: counter.optional() })
	.describe("evaluations of S and of its gradient, one for each configuration");

/** Absolute path of the folder of a call. */
export const directory = z
	.string()
	.min(1)
	.describe(
		"absolute path of the folder that holds the files of this call; the host made it and removes it",
	);

/** A file in the folder of the call. */
export const fileName = z
	.string()
	.regex(
		/^(?!\.{1,2}$)[^/\\]+$/,
		"expected the name of a file in `dir`, without a path",
	)
	.describe("name of a file in `dir`");

/** A number that may be missing: null where it is not finite. */
export const numberOrNull = z
	.number()
	.nullable()
	.describe("null where it is not finite");
