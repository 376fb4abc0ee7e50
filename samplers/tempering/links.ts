/**
 * Replicas of links with Wilson's action in beta, by the heat bath of links. At a strong coupling local
 * updates change the topological charge freely, and swaps carry it to the target, where they alone would be
 * frozen.
 */
import { linkAlgebra } from "../../actions/gauge/links/registry.js";
import { updateOperations } from "../chain/local/program.js";
import { startFields } from "../chain/start.js";
import { linkSweeps } from "../heatbath/gauge/work.js";
import { wilsonOf } from "../links/wilson.js";
import type { TemperingFamily } from "./family.js";

/** The ladder ends at this mean plaquette: in two-dimensional U(1) beta = 1.5, where Q changes within a few updates. */
const roughPlaquette = 0.6;

export const links: TemperingFamily = {
	needs:
		"links of U(1), SU(2) or SU(3) with Wilson's action and coupling: beta",
	replicasOf(action, { coupling, chains, precision, start }) {
		const structure = wilsonOf(action);
		if (structure === undefined || (coupling !== "auto" && coupling !== "beta"))
			return undefined;
		const { space } = action;
		const { size, components, lattice } = space;
		const algebra = linkAlgebra(space);
		const { dimension, sites } = lattice;
		const plaquettes = (sites * dimension * (dimension - 1)) / 2;
		return {
			ladder: {
				coupling: "beta",
				target: structure.beta,
				direction: -1,
				bound: 0,
				looks: 0,
				rungAt: (value) => ({ value }),
				// X is minus the sum of Re tr P / N.
				free({ derivative }) {
					const sum = derivative.reduce((total, x) => total - x, 0);
					return sum / derivative.length / plaquettes < roughPlaquette;
				},
			},
			setup: (key) => ({
				...structure,
				shape: lattice.shape,
				key,
				winding: false,
			}),
			precision: "float64",
			stored: precision,
			stateSize: (size / components) * algebra.reals,
			operations: (steps) =>
				updateOperations(steps, linkSweeps(structure.group, lattice)),
			gradients: true,
			constant: 0,
			startFields(random) {
				const form = start === "cold" ? "cold" : "hot";
				const fields = startFields(action, form, chains, random);
				return algebra.load(fields, 0, fields.length);
			},
		};
	},
};
