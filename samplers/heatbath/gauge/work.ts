/** Counts the arithmetic of sweeps over links. */
import type { Wilson } from "../../../actions/action.js";
import { linkAlgebras } from "../../../actions/gauge/links/registry.js";
import type { Lattice } from "../../../core/lattice.js";
import { matrixProduct, stapleOperations } from "../../links/work.js";

type Group = Wilson["group"];

/** The length of a number's `reals` reals, and the number of length one. */
const normalise = (reals: number) => 2 * reals - 1 + reals;

/** Of a sweep of each kind: the staples of every link, and what they make of it. */
export function linkSweeps(group: Group, { sites, dimension }: Lattice) {
	const staples = stapleOperations(group, dimension);
	const links = dimension * sites;
	return {
		heatBath: links * (staples + freshLink(group)),
		overrelax: links * (staples + reflectedLink[group]),
	};
}

/** A random number of the weight, whose argument is beta times the length of the staples, times their inverse. */
function freshLink(group: Group): number {
	const drawn = (reals: number, product: number) =>
		normalise(reals) + 1 + product;
	return group === "SU3"
		? bySubgroups(drawn(4, matrixProduct.SU2))
		: drawn(linkAlgebras[group].reals, matrixProduct[group]);
}

const reflectedLink: Readonly<Record<Group, number>> = {
	// x^2 - y^2 and 2 x y over x^2 + y^2, and the product with the link's inverse.
	U1: 8 + matrixProduct.U1,
	SU2: normalise(4) + 2 * matrixProduct.SU2,
	SU3: bySubgroups(normalise(4) + matrixProduct.SU2),
};

/**
 * Of a link of SU(3): U Sigma, then in each of three subgroups the quaternion of its block, `draw`, and two rows of U and
 * of U Sigma times that. After the last one U Sigma is not needed any more.
 */
function bySubgroups(draw: number): number {
	const block = 4 * 2;
	// Three pairs of complex numbers, each of four products of complex numbers and two sums.
	const rows = 3 * (4 * 6 + 2 * 2);
	return matrixProduct.SU3 + 3 * (block + draw + rows) + 2 * rows;
}
