/** An action in words and numbers that a program in any language can check and rebuild. */
import { z } from "zod";
import type { Action, Structure } from "../../../actions/action.js";

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
export type ActionDescription = z.output<typeof actionDescription>;

export function describeAction(action: Action): ActionDescription {
	const { name, family, space, parameters, symmetries } = action;
	const { per, manifold, components } = space;
	return {
		name,
		family,
		shape: [...space.lattice.shape],
		parameters: { ...parameters },
		domain: { per, manifold, components, shape: [...space.shape] },
		convention: conventionOf(action.structure),
		...(action.structure === undefined
			? {}
			: { structure: plain(action.structure) }),
		symmetries: [...symmetries],
	};
}

function plain(form: Structure): z.output<typeof structure> {
	return form.kind === "scalarPolynomial"
		? {
				kind: form.kind,
				kinetic: form.kinetic,
				potential: [...form.potential],
			}
		: form;
}

/** The formula with the numbers in place. */
function conventionOf(form: Structure | undefined): string {
	switch (form?.kind) {
		case undefined:
			return "S is defined by a module of the suite; no closed form is stated";
		case "scalarPolynomial": {
			const terms = form.potential.flatMap((coefficient, k) =>
				coefficient === 0 ? [] : [`(${coefficient}) phi(x)^${k}`],
			);
			return `S = sum_x [ ${[`(${form.kinetic}) sum_mu (phi(x+mu) - phi(x))^2`, ...terms].join(" + ")} ], every link once, no other factors`;
		}
		case "wilson":
			return `S = -(${form.beta} / N) sum_{x, mu < nu} Re tr P_{mu nu}(x), group ${form.group}, N the dimension of its matrices`;
		case "spin":
			return `S = -(${form.beta}) sum_{x, mu} s(x) . s(x+mu), every link once`;
	}
}
