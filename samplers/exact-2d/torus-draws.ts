/**
 * Independent exact configurations of a two-dimensional gauge theory on a torus of V = L0 L1 plaquettes. In
 * the gauge in which U_1 = 1 but in its last row and U_0(i, 0) = 1 but for i = L0 - 1, the plaquettes are
 * free but for one equation,
 *
 *   T_(L0-1) ... T_1 T_0 = H W H^+ W^+,   T_i = P(i, 0) P(i, 1) ... P(i, L1 - 1),
 *
 * with the holonomies H = U_0(L0 - 1, 0) and W = U_1(0, L1 - 1) free too, and the measure is Haar's in all.
 * So H and W have the weight K_V(H W H^+ W^+), and then each plaquette in turn exp((beta/N) Re tr P)
 * K_m(P^+ g), where m plaquettes are left and g is what their product has to be
 * (samplers/exact-2d/class-sums.ts). Rejection takes some hundred tries more than there are plaquettes, since
 * a refused plaquette alone is drawn again. A random gauge transformation ends it.
 */
import type { Wilson } from "../../actions/action.js";
import { linkAlgebra } from "../../actions/gauge/links/registry.js";
import { geometryOf } from "../../actions/manifolds/registry.js";
import type { FieldSpace } from "../../core/field-space.js";
import { shifted } from "../../core/lattice.js";
import type { Random } from "../../core/random.js";
import { classSums } from "./class-sums.js";
import { plaquetteDraw } from "./plaquette-draws.js";

export interface TorusDraws {
	/** Writes links as matrices, [mu, site, reals]; returns the number of plaquettes that were tried. */
	draw(random: Random, links: Float64Array): number;
}

/** @param space two directions */
export function torusDraws(space: FieldSpace, structure: Wilson): TorusDraws {
	const { lattice, components } = space;
	const { sites } = lattice;
	const [first, second] = lattice.shape;
	const algebra = linkAlgebra(space);
	const { reals, multiply, multiplyDagger, daggerMultiply } = algebra;
	const geometry = geometryOf(space);
	const sums = classSums(structure, algebra, sites);
	const plaquette = plaquetteDraw(structure);
	const matrix = () => new Float64Array(reals);
	const [a, b, p, target, rest] = [
		matrix(),
		matrix(),
		matrix(),
		matrix(),
		matrix(),
	];
	const holonomies = new Float64Array(2 * reals);
	const elements = new Float64Array(sites * components);
	const gauge = new Float64Array(sites * reals);
	const plaquettes = new Float64Array(sites * reals);

	/** Haar elements as matrices. */
	const haar = (random: Random, count: number, out: Float64Array) => {
		const own = elements.subarray(0, count * components);
		geometry.uniform(random, own, components);
		algebra.load(own, 0, own.length, out);
	};

	const accepted = (m: number, g: Float64Array, random: Random) => {
		const u = random.uniform();
		return u < sums.least(m) || u < sums.ratio(m, g);
	};

	/** H, W and their commutator. */
	const drawHolonomies = (random: Random) => {
		do {
			haar(random, 2, holonomies);
			multiply(holonomies, 0, holonomies, reals, a, 0);
			multiplyDagger(a, 0, holonomies, 0, b, 0);
			multiplyDagger(b, 0, holonomies, reals, target, 0);
		} while (!accepted(sites, target, random));
	};

	/** All plaquettes, [i, j]; their number of tries. */
	const drawPlaquettes = (random: Random): number => {
		let tries = 0;
		let left = sites;
		for (let i = first - 1; i >= 0; i--)
			for (let j = 0; j < second; j++) {
				left--;
				if (left === 0) p.set(target);
				else
					do {
						plaquette(random, p);
						daggerMultiply(p, 0, target, 0, rest, 0);
						tries++;
					} while (!accepted(left, rest, random));
				plaquettes.set(p, (i * second + j) * reals);
				target.set(rest);
			}
		return tries;
	};

	const link = (mu: number, i: number, j: number) =>
		(mu * sites + i * second + j) * reals;

	/** The links in the gauge above. */
	const build = (links: Float64Array) => {
		const at = (i: number, j: number) => (i * second + j) * reals;
		for (let i = 0; i < first; i++) {
			algebra.identity(links, link(0, i, 0));
			for (let j = 0; j < second - 1; j++)
				algebra.identity(links, link(1, i, j));
		}
		links.set(holonomies.subarray(0, reals), link(0, first - 1, 0));
		links.set(holonomies.subarray(reals), link(1, 0, second - 1));
		for (let i = 0; i < first; i++) {
			for (let j = 0; j < second - 1; j++)
				daggerMultiply(
					plaquettes,
					at(i, j),
					links,
					link(0, i, j),
					links,
					link(0, i, j + 1),
				);
			if (i === first - 1) break;
			// P(i, L1 - 1) closes over the last row of U_1.
			const last = second - 1;
			daggerMultiply(links, link(0, i, last), plaquettes, at(i, last), a, 0);
			multiply(a, 0, links, link(1, i, last), b, 0);
			multiply(b, 0, links, link(0, i, 0), links, link(1, i + 1, last));
		}
	};

	const transform = (random: Random, links: Float64Array) => {
		haar(random, sites, gauge);
		for (let mu = 0; mu < 2; mu++)
			for (let x = 0; x < sites; x++) {
				const at = (mu * sites + x) * reals;
				multiply(gauge, x * reals, links, at, a, 0);
				const end = shifted(lattice, x, mu, 1);
				multiplyDagger(a, 0, gauge, end * reals, links, at);
			}
	};

	return {
		draw(random, links) {
			drawHolonomies(random);
			const tries = drawPlaquettes(random);
			build(links);
			transform(random, links);
			return tries;
		},
	};
}
