/**
 * Loops, lines, local sums and charges of links in plain TypeScript, one configuration after another: what
 * the kernel of metrics/observables/gauge/simd/ is held against.
 */
import type { LinkAlgebra } from "../../actions/gauge/links/algebra.js";
import { linkAlgebra } from "../../actions/gauge/links/registry.js";
import type { FieldSpace } from "../../core/field-space.js";
import {
	coordinate,
	type Lattice,
	neighbours,
	shifted,
} from "../../core/lattice.js";
import { staplesOf } from "./staples.js";

type Fields = Float32Array | Float64Array;
type Sides = readonly [width: number, height: number];

/** Calls `visit` with the links of every configuration as matrices, [mu, site, reals]. */
function forEachConfiguration(
	fields: Fields,
	space: FieldSpace,
	visit: (links: Float64Array, index: number, algebra: LinkAlgebra) => void,
): void {
	const algebra = linkAlgebra(space);
	const { size } = space;
	const links = new Float64Array((size / algebra.components) * algebra.reals);
	for (let i = 0; i * size < fields.length; i++)
		visit(algebra.load(fields, i * size, size, links), i, algebra);
}

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

/** Calls `visit` with tr L of each line in each direction. */
function forEachLine(
	links: Float64Array,
	{ reals, multiply, trace, imaginaryTrace, identity }: LinkAlgebra,
	lattice: Lattice,
	visit: (mu: number, real: number, imaginary: number) => void,
): void {
	const { sites, dimension, shape } = lattice;
	for (let mu = 0; mu < dimension; mu++)
		for (let start = 0; start < sites; start++) {
			if (coordinate(lattice, start, mu) !== 0) continue;
			let line = new Float64Array(reals);
			let next = new Float64Array(reals);
			identity(line, 0);
			for (let k = 0; k < shape[mu]; k++) {
				const x = shifted(lattice, start, mu, k);
				multiply(line, 0, links, (mu * sites + x) * reals, next, 0);
				[line, next] = [next, line];
			}
			visit(mu, trace(line, 0), imaginaryTrace(line, 0));
		}
}

/** |tr L|^2 of single lines, and of their mean. */
export function closedLines(fields: Fields, space: FieldSpace): Float64Array[] {
	const { lattice, size } = space;
	const single = new Float64Array(fields.length / size);
	const together = new Float64Array(fields.length / size);
	forEachConfiguration(fields, space, (links, index, algebra) => {
		const sums = lattice.shape.map(() => [0, 0]);
		let count = 0;
		forEachLine(links, algebra, lattice, (mu, real, imaginary) => {
			sums[mu][0] += real;
			sums[mu][1] += imaginary;
			single[index] += real * real + imaginary * imaginary;
			count++;
		});
		single[index] /= count;
		sums.forEach(([real, imaginary], mu) => {
			const lines = lattice.sites / lattice.shape[mu];
			together[index] +=
				(real * real + imaginary * imaginary) /
				(lines * lines * lattice.dimension);
		});
	});
	return [single, together];
}

/** A * B. */
function contraction(
	algebra: LinkAlgebra,
	a: Float64Array,
	b: Float64Array,
): number {
	const imaginary = algebra.imaginaryTrace(a, 0) * algebra.imaginaryTrace(b, 0);
	if (algebra.colours === 1) return imaginary;
	const both = new Float64Array(algebra.reals);
	algebra.multiply(a, 0, b, 0, both, 0);
	return (
		(algebra.inner(a, 0, b, 0) - algebra.trace(both, 0)) / 2 -
		imaginary / algebra.colours
	);
}

/**
 * For each configuration, means over links: of M, a plaquette and a rectangle the contraction with M and
 * Re tr, then Re tr U / N and Im tr P / N.
 */
export function localSums(
	fields: Float32Array | Float64Array,
	space: FieldSpace,
): number[][] {
	const { lattice } = space;
	const { sites, dimension } = lattice;
	const algebra = linkAlgebra(space);
	const { reals, colours } = algebra;
	const { multiply, multiplyDagger, trace, imaginaryTrace } = algebra;
	const near = neighbours(lattice);
	const ahead = (x: number, mu: number) => near[2 * dimension * x + 2 * mu];
	const staples = staplesOf(algebra, lattice);
	const buffers = Array.from({ length: 6 }, () => new Float64Array(reals));
	const [sigma, m, one, two, square, rectangle] = buffers;
	const means: number[][] = [];
	forEachConfiguration(fields, space, (links) => {
		const place = (mu: number, x: number) => (mu * sites + x) * reals;
		const sums = Array<number>(8).fill(0);
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
				[m, square, rectangle].forEach((c, k) => {
					sums[2 * k] += contraction(algebra, c, m);
					sums[2 * k + 1] += trace(c, 0);
				});
				sums[6] += trace(links, place(mu, x)) / colours;
				// Both orders of a plane come once in two dimensions.
				sums[7] += (mu < nu ? 1 : -1) * (imaginaryTrace(square, 0) / colours);
			}
		means.push(sums.map((sum) => sum / (dimension * sites)));
	});
	return means;
}

/** Sum of the angles of plaquettes in (-pi, pi], over 2 pi. */
export function turnsOf(
	fields: Fields,
	{ lattice, size }: FieldSpace,
): number[] {
	const { sites } = lattice;
	const turn = 2 * Math.PI;
	return Array.from({ length: fields.length / size }, (_, i) => {
		const at = i * size;
		let sum = 0;
		for (let x = 0; x < sites; x++) {
			const angle =
				fields[at + x] +
				fields[at + sites + shifted(lattice, x, 0, 1)] -
				fields[at + shifted(lattice, x, 1, 1)] -
				fields[at + sites + x];
			sum += angle - turn * Math.ceil(angle / turn - 0.5);
		}
		return sum / turn;
	});
}
