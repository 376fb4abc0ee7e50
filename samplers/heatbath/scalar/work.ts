/** Counts the arithmetic of the heat bath of one real number per site. */
import type { Lattice } from "../../../core/lattice.js";
import type { Couplings } from "../../chain/local/program.js";
import { linksOf } from "../../work.js";

/** Of a sweep of each kind; of the heat bath for one candidate a site. */
export function scalarSweeps(lattice: Lattice, couplings: Couplings) {
	const { sites } = lattice;
	// The scaled sum of neighbours is the mean.
	const mean = linksOf(lattice);
	const accept = acceptStep(couplings);
	return {
		// The width of the normal, and its sum with the mean.
		heatBath: sites * (mean + 2 + accept),
		overrelax: sites * (mean + 1 + accept),
	};
}

/** lambda ((phi^2 - c)^2 - (phi'^2 - c)^2) as a product: none for a free field, whose candidates are all accepted. */
function acceptStep({ quartic }: Couplings): number {
	return quartic === 0 ? 0 : 8;
}
