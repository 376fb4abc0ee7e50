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
import { linkAlgebra } from "../../../actions/gauge/links/registry.js";
import type { FieldSpace } from "../../../core/field-space.js";
import type { QuantityFacts } from "../../../core/quantity-facts.js";
import type { Identities } from "../../identities.js";
import { areaLaw, fitsOn, linkMeans, measureLoops } from "./link-means.js";
import { linkCharge } from "./plaquette-angles.js";
import type { AtLinks, Fields } from "./simd/measure.js";

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
			: areaLaw.filter((sides) => fitsOn(lattice, sides));
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

/** The residuals of `localNames`, [count] each: means over links of one loop C for each link. */
function measureLocal(
	fields: Fields,
	space: FieldSpace,
	beta: number,
): Float64Array[] {
	const { generators, colours } = linkAlgebra(space);
	const means = linkMeans(fields, space);
	const residual = ({ contraction, trace }: AtLinks) =>
		contraction.map(
			(value, i) => colours * (beta * value - generators * trace[i]),
		);
	return [
		residual(means.sum),
		residual(means.square),
		residual(means.rectangle),
		means.link,
		means.imaginary,
	];
}
