/** An action in words and numbers that a program in any language can check and rebuild. */
import { z } from "zod";

const structure = z.union([
	z.object({
		kind: z.literal("scalarPolynomial"),
		kinetic: z.number(),
		potential: z
			.array(z.number())
			.describe("potential[k] is the coefficient of phi^k"),
	}),
	z.object({
		kind: z.literal("wilson"),
		group: z.enum(["U1", "SU2", "SU3"]),
		beta: z.number(),
	}),
	z.object({ kind: z.literal("spin"), beta: z.number() }),
]);

export const actionDescription = z.object({
	name: z.string(),
	family: z.enum(["scalar", "gauge", "spin"]),
	shape: z
		.array(z.int().min(1))
		.describe("extents of the periodic lattice, row-major"),
	parameters: z.record(z.string(), z.number()),
	domain: z
		.object({
			per: z.enum(["site", "link"]),
			manifold: z
				.enum(["line", "circle", "sphere", "SU2", "SU3"])
				.describe(
					"line: reals; circle: an angle; sphere: a unit vector; SU2: a unit quaternion; SU3: a complex 3 x 3 matrix, real and imaginary parts in turn",
				),
			components: z.int().min(1).describe("reals of one element"),
			shape: z
				.array(z.int().min(1))
				.describe(
					"of one configuration: [direction, if per link; ...lattice; component, if several]",
				),
		})
		.describe("what one configuration is made of"),
	convention: z
		.string()
		.describe("the formula of S with every factor; the density is exp(-S)/Z"),
	structure: structure
		.optional()
		.describe("the same formula in numbers, where it has one of these forms"),
	symmetries: z.array(z.string()),
});
