/**
 * Spreads fields of the algebra along the lines of a direction. A line is brought to one frame by the
 * products of its links from its start (`frames`); there, transport is the identity but for the product
 * around the line, and sums over 2 R + 1 sites are running sums:
 *
 *   mean(n) = sum_{|m| <= R} a(n + m) / (2 R + 1),   flux(n + 1) - flux(n) = a(n) - mean(n),
 *
 * where flux(n) is what passes from n - 1 to n.
 */
import {
	algebraBytes,
	conjugate,
	conjugateBack,
	groupBytes,
	identity,
	multiply,
} from "../../../actions/gauge/links/simd/group.as";
import { around, extent0, extent1, frames, line, reach0, reach1, room, sites } from "./memory.as";

/** Frames of all lines of both directions, for the links at `from`. */
export function frameLines(from: usize): void {
	for (let mu = 0; mu < 2; mu++) {
		const extent = mu === 0 ? extent0 : extent1;
		const stride: usize = mu === 0 ? <usize>extent1 : 1;
		const lines = mu === 0 ? extent1 : extent0;
		const base = <usize>(mu * sites) * groupBytes();
		for (let l = 0; l < lines; l++) {
			let site = mu === 0 ? <usize>l : <usize>l * <usize>extent1;
			identity(frames + base + site * groupBytes());
			for (let n = 1; n <= extent; n++) {
				const here = base + site * groupBytes();
				const out =
					n === extent
						? around + <usize>(mu * max(extent0, extent1) + l) * groupBytes()
						: frames + here + stride * groupBytes();
				multiply(frames + here, from + here, out);
				site += stride;
			}
		}
	}
}

@inline function add(out: usize, factor: v128, x: usize): void {
	for (let c: usize = 0; c < algebraBytes(); c += 16)
		v128.store(out + c, f64x2.add(v128.load(out + c), f64x2.mul(factor, v128.load(x + c))));
}

/**
 * Writes the mean to `mean` and adds `factor` times the flux to `flux`, where they are not 0. `mean` may be `field`.
 */
export function spread(field: usize, mu: i32, mean: usize, flux: usize, factor: f64): void {
	const size = algebraBytes();
	const extent = mu === 0 ? extent0 : extent1,
		reach = mu === 0 ? reach0 : reach1,
		lines = mu === 0 ? extent1 : extent0;
	const stride: usize = mu === 0 ? <usize>extent1 : 1;
	const base = frames + <usize>(mu * sites) * groupBytes();
	const share = f64x2.splat(1 / <f64>(2 * reach + 1));
	const one = f64x2.splat(1),
		minus = f64x2.splat(-1),
		strength = f64x2.splat(factor);
	const away = <usize>reach * size;
	const sum = room,
		passing = room + 256,
		own = room + 512,
		back = room + 768;
	for (let l = 0; l < lines; l++) {
		const start = mu === 0 ? <usize>l : <usize>l * <usize>extent1;
		const holonomy = around + <usize>(mu * max(extent0, extent1) + l) * groupBytes();
		for (let n = 0; n < extent; n++) {
			const site = start + <usize>n * stride;
			conjugate(base + site * groupBytes(), field + site * size, line + away + <usize>n * size);
		}
		for (let n = 0; n < reach; n++) {
			const behind = line + <usize>n * size,
				ahead = line + away + <usize>(extent + n) * size;
			conjugateBack(holonomy, line + <usize>(n + extent) * size, behind);
			conjugate(holonomy, line + away + <usize>n * size, ahead);
		}
		for (let c: usize = 0; c < size; c += 16) {
			v128.store(sum + c, f64x2.splat(0));
			v128.store(passing + c, f64x2.splat(0));
		}
		for (let n = 0; n <= 2 * reach; n++) add(sum, share, line + <usize>n * size);
		if (flux !== 0)
			for (let m = 0; m < reach; m++) {
				const part = f64x2.mul(share, f64x2.splat(<f64>(reach - m)));
				add(passing, part, line + away - <usize>(m + 1) * size);
				add(passing, f64x2.neg(part), line + away + <usize>m * size);
			}
		for (let n = 0; n < extent; n++) {
			const site = start + <usize>n * stride,
				frame = base + site * groupBytes(),
				here = line + away + <usize>n * size;
			if (flux !== 0) {
				conjugateBack(frame, passing, own);
				add(flux + site * size, strength, own);
				add(passing, one, here);
				add(passing, minus, sum);
			}
			if (mean !== 0) {
				conjugateBack(frame, sum, back);
				for (let c: usize = 0; c < size; c += 16) v128.store(mean + site * size + c, v128.load(back + c));
			}
			if (n + 1 < extent) {
				add(sum, share, here + away + size);
				add(sum, f64x2.neg(share), here - away);
			}
		}
	}
}

/** Sums of numbers over the box around each site, in place; `spare` is as long. */
export function boxSums(values: usize, spare: usize): void {
	for (let mu = 0; mu < 2; mu++) {
		const extent = mu === 0 ? extent0 : extent1,
			reach = mu === 0 ? reach0 : reach1,
			lines = mu === 0 ? extent1 : extent0;
		const stride: usize = mu === 0 ? (<usize>extent1) << 4 : 16;
		for (let l = 0; l < lines; l++) {
			const start: usize = (mu === 0 ? <usize>l : <usize>l * <usize>extent1) << 4;
			let sum = f64x2.splat(0);
			for (let n = -reach; n <= reach; n++)
				sum = f64x2.add(sum, v128.load(values + start + <usize>((n + extent) % extent) * stride));
			for (let n = 0; n < extent; n++) {
				v128.store(spare + start + <usize>n * stride, sum);
				const next = (n + 1 + reach) % extent,
					gone = (n - reach + extent) % extent;
				sum = f64x2.add(sum, v128.load(values + start + <usize>next * stride));
				sum = f64x2.sub(sum, v128.load(values + start + <usize>gone * stride));
			}
		}
		memory.copy(values, spare, (<usize>sites) << 4);
	}
}
