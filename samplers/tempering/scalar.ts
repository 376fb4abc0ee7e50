/**
 * Replicas of one real number per site in a coupling of the kinetic term or of the potential, by the scalar
 * heat bath.
 */
import { polynomialOf } from "../../actions/action.js";
import { element } from "../../core/elements.js";
import { squareCoefficient } from "../chain/local/couplings.js";
import { type Couplings, updateOperations } from "../chain/local/program.js";
import { heatBathCouplings } from "../heatbath/scalar/scalar.js";
import { bestShift, meanSquareField } from "../heatbath/scalar/shift.js";
import { scalarSweeps } from "../heatbath/scalar/work.js";
import type { Rung, TemperingFamily } from "./family.js";

type Coupling = "kinetic" | "quadratic" | "quartic";

/** Direction in which the coupling leads to disorder. */
const directionOf: Readonly<Record<Coupling, 1 | -1>> = {
	kinetic: -1,
	quadratic: 1,
	quartic: 1,
};

/** The ladder ends where the sign of M differs between this share of successive updates. */
const fastSigns = 0.1;

export function withCoupling(
	couplings: Couplings,
	coupling: Coupling,
	value: number,
): Couplings {
	return { ...couplings, [coupling]: value };
}

function signChanges(totals: Float64Array, chains: number): number {
	const n = totals.length / chains;
	let changes = 0;
	for (let chain = 0; chain < chains; chain++)
		for (let i = chain * n + 1; i < (chain + 1) * n; i++)
			if (element(totals, i) * element(totals, i - 1) < 0) changes++;
	return changes / (chains * (n - 1));
}

export const scalar: TemperingFamily = {
	needs:
		"one real number per site, a nearest-neighbour kinetic term and an even potential of degree 4 with a positive quartic coupling, so that every replica has a density, and not coupling: beta",
	replicasOf(action, { coupling: chosen, chains, precision }) {
		const couplings = heatBathCouplings(action);
		if (couplings === undefined || couplings.quartic <= 0 || chosen === "beta")
			return undefined;
		const coupling = chosen === "auto" ? "quadratic" : chosen;
		const { lattice, size } = action.space;
		const { shape } = lattice;
		const [constant = 0] = polynomialOf(action)?.potential ?? [];
		/** A rung with the shift that suits the present fields. */
		const rungAt = (
			value: number,
			fields?: Float32Array | Float64Array,
		): Rung => {
			const own = withCoupling(couplings, coupling, value);
			const h2 =
				fields === undefined ? 0 : meanSquareField(fields, lattice, own);
			return {
				value,
				scalar: {
					couplings: own,
					raised: withCoupling(couplings, coupling, value + 1),
					shift: bestShift(squareCoefficient(own, shape), own.quartic, h2),
				},
			};
		};
		return {
			ladder: {
				coupling,
				target: couplings[coupling],
				direction: directionOf[coupling],
				bound: Number.POSITIVE_INFINITY * directionOf[coupling],
				looks: 2,
				rungAt,
				free: ({ totals }) =>
					signChanges(element(totals, 0), chains) > fastSigns,
			},
			setup: (key) => ({
				kernel: "samplers/heatbath/scalar/simd",
				shape,
				precision,
				couplings,
				key,
			}),
			precision,
			stored: precision,
			stateSize: size,
			operations: (steps) =>
				updateOperations(steps, scalarSweeps(lattice, couplings)),
			gradients: false,
			constant: constant * lattice.sites,
		};
	},
};
