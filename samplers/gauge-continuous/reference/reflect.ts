/** Reflections of one direction, U_mu(x) -> U_mu(x' - mu)^+ with x' the image of x, in plain TypeScript. */
import type { LinkAlgebra } from "../../../actions/gauge/links/algebra.js";

/** The link that goes to (mu, i, j). */
function sourceOf(
	[first, second]: readonly [number, number],
	mu: number,
	link: number,
): number {
	const sites = first * second;
	const nu = Math.floor(link / sites);
	const [i, j] = [Math.floor((link % sites) / second), link % second];
	const back = nu === mu ? 1 : 0;
	const a = mu === 0 ? (2 * first - i - back) % first : i;
	const b = mu === 1 ? (2 * second - j - back) % second : j;
	return nu * sites + a * second + b;
}

export function reflected(
	{ reals, identity, multiplyDagger }: LinkAlgebra,
	shape: readonly [number, number],
	links: Float64Array,
	mu: number,
): Float64Array {
	const sites = shape[0] * shape[1];
	const one = new Float64Array(reals);
	identity(one, 0);
	const out = new Float64Array(links.length);
	for (let link = 0; link < 2 * sites; link++) {
		const from = sourceOf(shape, mu, link) * reals;
		if (Math.floor(link / sites) === mu)
			multiplyDagger(one, 0, links, from, out, link * reals);
		else out.set(links.subarray(from, from + reals), link * reals);
	}
	return out;
}

/** X of `links` by those of their reflection. */
export function velocityBack(
	{ reals, multiply, multiplyDagger }: LinkAlgebra,
	shape: readonly [number, number],
	links: Float64Array,
	velocity: Float64Array,
	mu: number,
): Float64Array {
	const sites = shape[0] * shape[1];
	const out = new Float64Array(links.length);
	const turned = new Float64Array(reals);
	for (let link = 0; link < 2 * sites; link++) {
		const to = sourceOf(shape, mu, link) * reals;
		if (Math.floor(link / sites) === mu) {
			multiply(links, to, velocity, link * reals, turned, 0);
			multiplyDagger(turned, 0, links, to, out, to);
			for (let i = to; i < to + reals; i++) out[i] = -out[i];
		} else out.set(velocity.subarray(link * reals, (link + 1) * reals), to);
	}
	return out;
}
