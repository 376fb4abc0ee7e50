/** Updates as their papers define them, on numbers that count: one sweep of a small lattice gives the arithmetic of a sweep. */
import { createLattice, neighbours } from "../../core/lattice.js";

/** Counts multiplications and additions. */
export class Counter {
	total = 0;
	add(a: number, b: number): number {
		this.total++;
		return a + b;
	}
	mul(a: number, b: number): number {
		this.total++;
		return a * b;
	}
	sub(a: number, b: number): number {
		return this.add(a, -b);
	}
	sum(values: readonly number[]): number {
		return values.reduce((sum, value) => this.add(sum, value));
	}
	dot(a: readonly number[], b: readonly number[]): number {
		return this.sum(a.map((value, i) => this.mul(value, b[i] ?? 0)));
	}
}

/** The arithmetic of `visit` at each site, to which it gives the site's neighbours, one for each link. */
export function countSites(
	shape: readonly number[],
	visit: (counter: Counter, near: readonly number[]) => void,
): number {
	const lattice = createLattice(shape);
	const width = 2 * lattice.dimension;
	const near = neighbours(lattice);
	const counter = new Counter();
	for (let x = 0; x < lattice.sites; x++)
		visit(
			counter,
			[...near.subarray(x * width, (x + 1) * width)].filter((y) => y !== x),
		);
	return counter.total;
}

/** c2 phi^2 + c4 phi^4. */
function potential(n: Counter, phi: number): number {
	const square = n.mul(phi, phi);
	return n.mul(square, n.add(2, n.mul(square, 0.5)));
}

export function metropolisSite(n: Counter, near: readonly number[]): void {
	const phi = 0.3;
	const step = n.mul(0.7, 0.1);
	const candidate = n.add(phi, step);
	const field = n.mul(2, n.sum(near));
	const change = n.sub(potential(n, candidate), potential(n, phi));
	n.sub(change, n.mul(field, step));
}

function acceptCandidate(n: Counter, phi: number, candidate: number): void {
	const before = n.sub(n.mul(phi, phi), 0.2);
	const after = n.sub(n.mul(candidate, candidate), 0.2);
	n.mul(0.5, n.mul(n.sub(before, after), n.add(before, after)));
}

export function heatBathSite(n: Counter, near: readonly number[]): void {
	const mean = n.mul(0.4, n.sum(near));
	acceptCandidate(n, 0.3, n.add(mean, n.mul(0.6, 1.1)));
}

export function overrelaxedSite(n: Counter, near: readonly number[]): void {
	acceptCandidate(n, 0.3, n.sub(n.mul(0.8, n.sum(near)), 0.3));
}

const vector = (components: number) =>
	Array.from({ length: components }, (_, i) => i + 1);

/** beta times the sum of the neighbours. */
function spinField(n: Counter, near: readonly number[], components: number) {
	return vector(components).map((c) => n.mul(1.5, n.sum(near.map(() => c))));
}

export function spinHeatBathSite(n: Counter, near: readonly number[]): void {
	const h = spinField(n, near, 3);
	n.dot(h, h);
	const random = vector(3);
	const along = n.dot(random, h);
	const rest = random.map((r, i) => n.sub(r, n.mul(along, h[i] ?? 0)));
	n.dot(rest, rest);
	for (const [i, r] of rest.entries())
		n.add(n.mul(0.3, r), n.mul(0.8, n.mul(0.1, h[i] ?? 0)));
}

export function spinReflectedSite(n: Counter, near: readonly number[]): void {
	const h = spinField(n, near, 3);
	const s = vector(3);
	const factor = n.mul(n.mul(2, n.dot(h, s)), 1 / n.dot(h, h));
	for (const [i, value] of s.entries()) n.sub(n.mul(factor, h[i] ?? 0), value);
}

type Complex = readonly [number, number];

function times(n: Counter, [a, b]: Complex, [c, d]: Complex): Complex {
	return [n.sub(n.mul(a, c), n.mul(b, d)), n.add(n.mul(a, d), n.mul(b, c))];
}

function plus(n: Counter, a: Complex, b: Complex): Complex {
	return [n.add(a[0], b[0]), n.add(a[1], b[1])];
}

/** The product of a p x m and an m x q matrix. */
export function countProduct(
	n: Counter,
	p: number,
	m: number,
	q: number,
): void {
	for (let entry = 0; entry < p * q; entry++) {
		let sum = times(n, [1, 2], [3, 4]);
		for (let k = 1; k < m; k++) sum = plus(n, sum, times(n, [1, 2], [3, 4]));
	}
}

/** The product of two quaternions. */
export function countQuaternions(n: Counter): void {
	for (let i = 0; i < 4; i++) n.dot([1, 2, 3, 4], [1, 2, 3, 4]);
}

/** |a|, and a in its units. */
export function normalised(n: Counter, reals: number): void {
	const a = Array.from({ length: reals }, (_, i) => i);
	n.dot(a, a);
	for (const value of a) n.mul(value, 0.5);
}
