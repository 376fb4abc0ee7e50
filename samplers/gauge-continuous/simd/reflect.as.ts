/**
 * Reflections of one direction, U_mu(x) -> U_mu(x' - mu)^+ with x' the image of x, for links and for
 * velocities on the way back.
 */
import {
	algebraBytes,
	conjugate,
	groupBytes,
	identity,
	multiplyDagger,
} from "../../../actions/gauge/links/simd/group.as";
import { extent0, extent1, room, sites } from "./memory.as";

/** The image of (i, j), one site back along the reflected direction for its own links. */
@inline function image(i: i32, j: i32, mu: i32, own: bool): usize {
	const back = own ? 1 : 0;
	const a = mu === 0 ? (2 * extent0 - i - back) % extent0 : i;
	const b = mu === 1 ? (2 * extent1 - j - back) % extent1 : j;
	return <usize>(a * extent1 + b);
}

export function reflect(from: usize, out: usize, mu: i32): void {
	const size = groupBytes();
	identity(room);
	for (let nu = 0; nu < 2; nu++) {
		const base = <usize>(nu * sites) * size;
		for (let i = 0; i < extent0; i++)
			for (let j = 0; j < extent1; j++) {
				const to = out + base + <usize>(i * extent1 + j) * size,
					source = from + base + image(i, j, mu, nu === mu) * size;
				if (nu === mu) multiplyDagger(room, source, to);
				else memory.copy(to, source, size);
			}
	}
}

/** X of the links at `links` by those of their reflection. */
export function reflectBack(links: usize, velocity: usize, out: usize, mu: i32): void {
	const size = algebraBytes();
	for (let nu = 0; nu < 2; nu++) {
		const base = <usize>(nu * sites);
		for (let i = 0; i < extent0; i++)
			for (let j = 0; j < extent1; j++) {
				const source = image(i, j, mu, nu === mu) + base;
				const from = velocity + (base + <usize>(i * extent1 + j)) * size,
					to = out + source * size;
				if (nu !== mu) {
					memory.copy(to, from, size);
					continue;
				}
				conjugate(links + source * groupBytes(), from, to);
				for (let c: usize = 0; c < size; c += 16) v128.store(to + c, f64x2.neg(v128.load(to + c)));
			}
	}
}
