/**
 * Wilson loops: Re tr of the product of the links around a rectangle, divided by N. They are averaged over all places
 * and planes, and over both orientations if the sides differ.
 */
import type { LinkAlgebra } from "../../../actions/gauge/links/algebra.js";
import type { FieldSpace } from "../../../core/field-space.js";
import { type Lattice, shifted } from "../../../core/lattice.js";
import type { Observable } from "../../observable.js";
import {
	fits,
	forEachConfiguration,
	gaugeObservable,
} from "./link-observable.js";

/** Sides of a rectangle. */
export type Sides = readonly [width: number, height: number];

/** For each pair of sides one array of length count: [count, ...space.shape] -> [count]. */
export function measureLoops(
	fields: Float32Array | Float64Array,
	space: FieldSpace,
	rectangles: readonly Sides[],
): Float64Array[] {
	const count = fields.length / space.size;
	const values = rectangles.map(() => new Float64Array(count));
	const longest = Math.max(...rectangles.flat());
	const hops = hopsOf(space.lattice, longest);
	forEachConfiguration(fields, space, (links, index, algebra) => {
		const lines = linesOf(links, hops, algebra, space.lattice, longest);
		rectangles.forEach((sides, k) => {
			values[k][index] = meanLoop(lines, hops, algebra, space.lattice, sides);
		});
	});
	return values;
}

/** hops[k][mu][x] = x + k mu. */
type Hops = readonly (readonly Int32Array[])[];

function hopsOf(lattice: Lattice, longest: number): Hops {
	return Array.from({ length: longest + 1 }, (_, k) =>
		lattice.shape.map((_, mu) =>
			Int32Array.from({ length: lattice.sites }, (_, x) =>
				shifted(lattice, x, mu, k),
			),
		),
	);
}

/** lines[k]: the product of k links from x in direction mu, [mu, site, reals], for k = 1 ... longest. */
function linesOf(
	links: Float64Array,
	hops: Hops,
	{ reals, multiply }: LinkAlgebra,
	{ sites, dimension }: Lattice,
	longest: number,
): Float64Array[] {
	const lines = [links, links];
	for (let k = 2; k <= longest; k++) {
		const longer = new Float64Array(links.length);
		for (let mu = 0; mu < dimension; mu++)
			for (let x = 0; x < sites; x++) {
				const at = (mu * sites + x) * reals;
				const next = (mu * sites + hops[k - 1][mu][x]) * reals;
				multiply(lines[k - 1], at, links, next, longer, at);
			}
		lines.push(longer);
	}
	return lines;
}

function meanLoop(
	lines: readonly Float64Array[],
	hops: Hops,
	{ reals, colours, multiply, inner }: LinkAlgebra,
	{ sites, dimension }: Lattice,
	[width, height]: Sides,
): number {
	const there = new Float64Array(reals);
	const back = new Float64Array(reals);
	let sum = 0;
	let loops = 0;
	const over = (mu: number, nu: number) => {
		const along = lines[width];
		const across = lines[height];
		for (let x = 0; x < sites; x++) {
			const start = (mu * sites + x) * reals;
			const side = (nu * sites + x) * reals;
			const far = (nu * sites + hops[width][mu][x]) * reals;
			const top = (mu * sites + hops[height][nu][x]) * reals;
			multiply(along, start, across, far, there, 0);
			multiply(across, side, along, top, back, 0);
			sum += inner(there, 0, back, 0);
		}
		loops += sites;
	};
	for (let mu = 0; mu < dimension; mu++)
		for (let nu = mu + 1; nu < dimension; nu++) {
			over(mu, nu);
			if (width !== height) over(nu, mu);
		}
	return sum / (loops * colours);
}

const symmetries = [
	"translation",
	"hypercubic",
	"gauge",
	"chargeConjugation",
] as const;

function wilsonLoop(
	[width, height]: Sides,
	about: Pick<Observable, "name" | "symbol" | "label"> & Partial<Observable>,
): Observable {
	return gaugeObservable({
		applies: fits(Math.max(width, height)),
		symmetries,
		...about,
		measure: (fields, space) =>
			measureLoops(fields, space, [[width, height]])[0],
	});
}

export const plaquette = wilsonLoop([1, 1], {
	name: "plaquette",
	symbol: "⟨P⟩",
	label: "mean of Re tr P / N",
	duplicates: ["actionDensity"],
});

export const wilsonLoop2x2 = wilsonLoop([2, 2], {
	name: "wilsonLoop2x2",
	symbol: "⟨W₂ₓ₂⟩",
	label: "mean of Re tr W / N, 2 × 2",
	joint: "fast",
	law: true,
	trace: true,
});

export const wilsonLoop3x3 = wilsonLoop([3, 3], {
	name: "wilsonLoop3x3",
	symbol: "⟨W₃ₓ₃⟩",
	label: "mean of Re tr W / N, 3 × 3",
	joint: "slow",
});
