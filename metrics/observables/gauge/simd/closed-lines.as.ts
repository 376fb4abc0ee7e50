/** Lines that close around the lattice, and the charge of U(1) in two dimensions. */
import { ahead, dimension, sites } from "../../../../actions/gauge/links/simd/geometry.as";
import { groupBytes, imaginaryTrace, multiply, trace } from "../../../../actions/gauge/links/simd/group.as";
import { add, mul, sub } from "../../../../actions/gauge/links/simd/pairs.as";
import { angles, extent, hop, line, longest, put, room } from "./memory.as";

/**
 * L is the product of the links of a line around the lattice. Means over lines of one direction, summed over
 * directions: at `slot` that of |tr L / N|^2, behind it |mean of tr L / N|^2; lines of several links have to
 * be there.
 */
export function closedLines(slot: i32): void {
	let squares = f64x2.splat(0),
		means = squares;
	let stride = sites;
	let lines = 0;
	for (let mu = 0; mu < dimension; mu++) {
		const length = extent(mu);
		const whole = stride;
		stride /= length;
		let re = f64x2.splat(0),
			im = re;
		for (let first = 0; first < sites; first += whole)
			for (let x = first; x < first + stride; x++) {
				const l = around(mu, x, length);
				const real = trace(l),
					imaginary = imaginaryTrace(l);
				squares = add(squares, add(mul(real, real), mul(imaginary, imaginary)));
				re = add(re, real);
				im = add(im, imaginary);
			}
		const count = sites / length;
		lines += count;
		const over = f64x2.splat(1.0 / (<f64>count * <f64>count));
		means = add(means, mul(over, add(mul(re, re), mul(im, im))));
	}
	put(slot, mul(squares, f64x2.splat(1.0 / <f64>lines)));
	put(slot + 1, mul(means, f64x2.splat(1.0 / <f64>dimension)));
}

/** Address of the product of `length` links from x along mu. */
@inline function around(mu: i32, x: i32, length: i32): usize {
	const most = max(longest, 1);
	let done = min(most, length);
	let product = line(done, mu, x);
	let out = room;
	let at = hop(done, mu, x);
	while (done < length) {
		const step = min(most, length - done);
		multiply(product, line(step, mu, at), out);
		product = out;
		out = out === room ? room + groupBytes() : room;
		at = hop(step, mu, at);
		done += step;
	}
	return product;
}

/** Sum of the angles of the plaquettes in (-pi, pi], over 2 pi; 0 where there is no charge. */
export function turns(slot: i32): void {
	if (sizeof<Group>() !== 8 || dimension !== 2) {
		put(slot, f64x2.splat(0));
		return;
	}
	let sum = f64x2.splat(0);
	const across = angles + ((<usize>sites) << 4);
	for (let x = 0; x < sites; x++) {
		const at = (<usize>x) << 4;
		const there = add(v128.load(angles + at), v128.load(across + ((<usize>ahead(x, 0)) << 4)));
		const angle = sub(sub(there, v128.load(angles + ((<usize>ahead(x, 1)) << 4))), v128.load(across + at));
		const parts = mul(angle, f64x2.splat(0.15915494309189535));
		sum = add(sum, sub(parts, f64x2.ceil(sub(parts, f64x2.splat(0.5)))));
	}
	put(slot, sum);
}
