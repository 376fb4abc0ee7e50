/**
 * Sweeps over all links: heat bath, then overrelaxation, link after link in place. Every step leaves exp(-S) as it is.
 */
import type { Wilson } from "../../../actions/action.js";
import { linkAlgebra } from "../../../actions/gauge/links/registry.js";
import { staplesOf } from "../../../actions/gauge/links/staples.js";
import type { FieldSpace } from "../../../core/field-space.js";
import type { LinkUpdate } from "../../links/link-update.js";
import { linkDraws } from "./link-draws.js";

/** @param sweeps number of heat-bath sweeps, which come before those of overrelaxation */
export function linkSweeps(
	space: FieldSpace,
	structure: Wilson,
	sweeps: number,
	overrelaxation: number,
): LinkUpdate {
	const { lattice } = space;
	const { sites, dimension } = lattice;
	const algebra = linkAlgebra(space);
	const { reals } = algebra;
	const staples = staplesOf(algebra, lattice);
	const draws = linkDraws(structure);
	const sigma = new Float64Array(reals);
	return {
		name: `${sweeps} heat bath, ${overrelaxation} overrelaxation`,
		sweeps: sweeps + overrelaxation,
		proposes: false,
		apply(links, random) {
			for (let sweep = 0; sweep < sweeps + overrelaxation; sweep++)
				for (let mu = 0; mu < dimension; mu++)
					for (let x = 0; x < sites; x++) {
						const at = (mu * sites + x) * reals;
						staples(links, mu, x, sigma);
						if (sweep < sweeps) draws.draw(links, at, sigma, random);
						else draws.reflect(links, at, sigma);
					}
			return true;
		},
	};
}
