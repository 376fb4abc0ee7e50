/** Durations and amounts of memory as people write them. */
import { z } from "zod";

const seconds = { ms: 1e-3, s: 1, min: 60, h: 3600, d: 86400 } as const;
const bytes = {
	B: 1,
	kB: 1e3,
	MB: 1e6,
	GB: 1e9,
	TB: 1e12,
	KiB: 2 ** 10,
	MiB: 2 ** 20,
	GiB: 2 ** 30,
	TiB: 2 ** 40,
} as const;

function quantity(
	units: Readonly<Record<string, number>>,
	plain: string,
	example: string,
) {
	const names = Object.keys(units);
	const pattern = new RegExp(`^\\d+(?:\\.\\d+)?\\s*(?:${names.join("|")})$`);
	const description = `a positive number of ${plain}, or a number with a unit (${names.join(", ")}) such as "${example}"`;
	return z
		.union([
			z.number().positive(),
			z
				.string()
				.regex(pattern, `expected ${description}`)
				.transform((text) => {
					const unit = /[a-z]+$/i.exec(text)?.[0] ?? "";
					return Number.parseFloat(text) * (units[unit] ?? Number.NaN);
				})
				.pipe(z.number().positive()),
		])
		.describe(description);
}

/** A duration, in seconds once parsed. */
export const duration = quantity(seconds, "seconds", "90 min");
/** An amount of memory, in bytes once parsed. */
export const memory = quantity(bytes, "bytes", "4 GB");
