/**
 * Functions of links whose mean is exactly zero under Wilson's action. With M = U Sigma, the sum of the plaquettes at a
 * link, T = N^2 - 1 (1 in U(1)), and the contraction of two loops at this link over the generators,
 *
 *   A * B = 1/2 Re [tr A B^+ - tr A B] - (1/N) Im tr A Im tr B   (Im A Im B in U(1)),
 *
 * integrals of total derivatives vanish:
 *
 *   force      beta M * M = T Re tr M            square and divergence of the force: a thermometer for beta
 *   loop:1x1   beta C * M = T Re tr C            Makeenko and Migdal, Phys. Lett. B 88 (1979) 135, at finite N, for C
 *   loop:2x1   the same                          a plaquette or a rectangle through the link
 *   Elitzur    Re tr U / N                       Phys. Rev. D 12 (1975) 3978
 *   C:P        Im tr P / N                       charge conjugation, where traces are complex
 *
 * and on the two-dimensional torus, where all is known: area:WxH, the loop minus its exact value, and in U(1) pQ:k, the
 * frequency of |Q| = k minus its probability. Local identities hold in a chain whose charge never moves; pQ does not.
 */
import type { Action, Wilson } from "../../../actions/action.js";
import { chargeDistribution } from "../../../actions/gauge/exact/charge.js";
import { torusOf } from "../../../actions/gauge/exact/expectations.js";
import type { LinkAlgebra } from "../../../actions/gauge/links/algebra.js";
import { linkAlgebra } from "../../../actions/gauge/links/registry.js";
import { staplesOf } from "../../../actions/gauge/links/staples.js";
import type { FieldSpace } from "../../../core/field-space.js";
import { neighbours } from "../../../core/lattice.js";
import type { QuantityFacts } from "../../../core/quantity-facts.js";
import type { Identities } from "../../identities.js";
import { forEachConfiguration } from "./link-observable.js";
import { linkCharge } from "./plaquette-angles.js";
import { measureLoops, type Sides } from "./wilson-loops.js";

const localFacts = {
	force: {
		symbol: "force identity",
		label: "β ⟨Σ_a (∂_a S/β)²⟩ = ⟨Σ_a ∂_a∂_a S/β⟩ on every link",
	},
	"loop:1x1": {
		symbol: "loop equation 1 × 1",
		label: "Makeenko–Migdal equation of the plaquette",
	},
	"loop:2x1": {
		symbol: "loop equation 2 × 1",
		label: "Makeenko–Migdal equation of the 2 × 1 rectangle",
	},
	Elitzur: { symbol: "Elitzur", label: "⟨Re tr U⟩ = 0" },
	"C:P": { symbol: "C: Im tr P", label: "⟨Im tr P⟩ = 0" },
};
const localNames = Object.keys(localFacts);

/** Rectangles whose exact means are tested beside the observables of that kind. */
const rectangles: readonly Sides[] = [
	[1, 2],
	[1, 3],
	[2, 3],
	[3, 4],
	[4, 4],
];
/** Charges beyond those tested together have at least this probability, or the test would be of a sum that is 1. */
const leastRest = 0.02;

export function gaugeIdentities(action: Action, structure: Wilson): Identities {
	const { space } = action;
	const { lattice } = space;
	const solved = torusOf(structure, lattice);
	// Traces of SU(2) are real. In two dimensions the equation of the plaquette is the force identity.
	const empty = [
		...(structure.group === "SU2" ? ["C:P"] : []),
		...(lattice.dimension === 2 ? ["loop:1x1"] : []),
	];
	const local = localNames.filter((name) => !empty.includes(name));
	const areas =
		solved === undefined
			? []
			: rectangles.filter((sides) =>
					lattice.shape.every((extent) => extent > Math.max(...sides)),
				);
	const charges =
		structure.group === "U1" && lattice.dimension === 2
			? testedCharges(structure.beta, lattice.sites)
			: [];
	const named = (prefix: string, parts: readonly (string | number)[]) =>
		parts.map((part) => `${prefix}:${part}`);
	const areaNames = named(
		"area",
		areas.map((sides) => sides.join("x")),
	);
	const chargeNames = named(
		"pQ",
		charges.map((_, k) => k),
	);
	const facts: Record<string, QuantityFacts> = Object.fromEntries([
		...local.map((name) => [name, localFacts[name as keyof typeof localFacts]]),
		...areas.map(([width, height], k) => [
			areaNames[k],
			{
				symbol: `W ${width} × ${height}`,
				label: `⟨W_${width}×${height}⟩ is that of the torus`,
				subtracted: solved?.loop(width * height),
			},
		]),
		...charges.map((p, k) => [
			chargeNames[k],
			{
				symbol: `p(|Q| = ${k})`,
				label: `p(|Q| = ${k}) = ${p.toPrecision(6)}`,
				subtracted: p,
			},
		]),
	]);
	return {
		facts,
		names: Object.keys(facts),
		joint: { "area law": areaNames, "p(Q)": chargeNames },
		measure: (fields) => [
			...measureLocal(fields, space, structure.beta).filter((_, k) =>
				local.includes(localNames[k]),
			),
			...measureLoops(fields, space, areas).map((values, k) => {
				const [width, height] = areas[k];
				const exact = solved?.loop(width * height) ?? Number.NaN;
				return values.map((value) => value - exact);
			}),
			...(charges.length === 0
				? []
				: frequencies(linkCharge(fields, space), charges)),
		],
	};
}

/** p(|Q| = k), k = 0, 1, ..., as long as enough is left. */
function testedCharges(beta: number, sites: number): readonly number[] {
	let rest = 1;
	const tested: number[] = [];
	for (const [charge, share] of chargeDistribution(beta, sites).entries()) {
		const p = charge === 0 ? share : 2 * share;
		rest -= p;
		if (rest < leastRest && tested.length > 0) break;
		tested.push(p);
	}
	return tested;
}

function frequencies(
	charges: Float64Array,
	probabilities: readonly number[],
): Float64Array[] {
	return probabilities.map((p, k) =>
		charges.map((charge) => (Math.abs(charge) === k ? 1 - p : -p)),
	);
}

/** A * B. */
function contraction(
	algebra: LinkAlgebra,
	a: Float64Array,
	b: Float64Array,
): number {
	const imaginary = algebra.imaginaryTrace(a, 0) * algebra.imaginaryTrace(b, 0);
	if (algebra.colours === 1) return imaginary;
	return (
		(algebra.inner(a, 0, b, 0) - algebra.product(a, 0, b, 0)) / 2 -
		imaginary / algebra.colours
	);
}

/** The residuals of `localNames`, [count] each: means over links of one loop C for each link. */
function measureLocal(
	fields: Float32Array | Float64Array,
	space: FieldSpace,
	beta: number,
): Float64Array[] {
	const { lattice } = space;
	const { sites, dimension } = lattice;
	const algebra = linkAlgebra(space);
	const { reals, generators, colours } = algebra;
	const { multiply, multiplyDagger, trace, imaginaryTrace } = algebra;
	const near = neighbours(lattice);
	const ahead = (x: number, mu: number) => near[2 * dimension * x + 2 * mu];
	const staples = staplesOf(algebra, lattice);
	const buffers = Array.from({ length: 6 }, () => new Float64Array(reals));
	const [sigma, m, one, two, square, rectangle] = buffers;
	const residuals = localNames.map(
		() => new Float64Array(fields.length / space.size),
	);
	forEachConfiguration(fields, space, (links, index) => {
		const place = (mu: number, x: number) => (mu * sites + x) * reals;
		const sums = localNames.map(() => 0);
		for (let mu = 0; mu < dimension; mu++)
			for (let x = 0; x < sites; x++) {
				const nu = (mu + 1) % dimension;
				const [a, b] = [ahead(x, mu), ahead(x, nu)];
				const c = ahead(a, mu);
				const d = ahead(a, nu);
				staples(links, mu, x, sigma);
				multiply(links, place(mu, x), sigma, 0, m, 0);
				multiply(links, place(mu, x), links, place(nu, a), one, 0);
				multiplyDagger(one, 0, links, place(mu, b), two, 0);
				multiplyDagger(two, 0, links, place(nu, x), square, 0);
				multiply(links, place(mu, x), links, place(mu, a), one, 0);
				multiply(one, 0, links, place(nu, c), two, 0);
				multiplyDagger(two, 0, links, place(mu, d), one, 0);
				multiplyDagger(one, 0, links, place(mu, b), two, 0);
				multiplyDagger(two, 0, links, place(nu, x), rectangle, 0);
				sums[0] += beta * contraction(algebra, m, m) - generators * trace(m, 0);
				sums[1] +=
					beta * contraction(algebra, square, m) -
					generators * trace(square, 0);
				sums[2] +=
					beta * contraction(algebra, rectangle, m) -
					generators * trace(rectangle, 0);
				sums[3] += trace(links, place(mu, x)) / colours;
				// Both orders of a plane come once in two dimensions.
				sums[4] += (mu < nu ? 1 : -1) * (imaginaryTrace(square, 0) / colours);
			}
		sums.forEach((sum, k) => {
			residuals[k][index] = sum / (dimension * sites);
		});
	});
	return residuals;
}
