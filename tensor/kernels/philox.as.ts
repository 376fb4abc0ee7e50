/**
 * Philox4x32-10 (core/philox.ts), four lanes at a time. One block of four words serves four sites in
 * float32 and two sites in float64. The counter is (group of sites, number of the update, chain,
 * purpose), so a number depends only on its purpose: any split of the chains over lanes, blocks and
 * threads gives the same bits.
 */

/** High halves of the 64-bit products of lanes 0, 1 and of lanes 2, 3. */
@inline function highWords(low: v128, high: v128): v128 {
	return v128.shuffle<i32>(low, high, 1, 3, 5, 7);
}

/**
 * Writes Philox blocks of consecutive groups from `first` on, four words each, to `target`. In
 * the lanes are `width` chains: four with one group, two with two groups, or one with four groups.
 * `blocks` is even. Two blocks are
 * computed at a time, since each is one long chain of dependent products.
 */
export function philox(
	target: usize,
	first: u32,
	blocks: i32,
	width: i32,
	update: u32,
	chain: u32,
	purpose: u32,
	key0: u32,
	key1: u32,
): void {
	const m0 = i32x4.splat(0xd2511f53),
		m1 = i32x4.splat(0xcd9e8d57);
	const w0 = i32x4.splat(0x9e3779b9),
		w1 = i32x4.splat(0xbb67ae85);
	const chains = v128.add<i32>(
		i32x4.splat(chain),
		width === 4 ? i32x4(0, 1, 2, 3) : width === 2 ? i32x4(0, 1, 0, 1) : i32x4.splat(0),
	);
	const stride = i32x4.splat(4 / width);
	let group = v128.add<i32>(
		i32x4.splat(first),
		width === 4 ? i32x4.splat(0) : width === 2 ? i32x4(0, 0, 1, 1) : i32x4(0, 1, 2, 3),
	);
	for (let block = 0; block < blocks; block += 2) {
		let a0 = group,
			a1 = i32x4.splat(update),
			a2 = chains,
			a3 = i32x4.splat(purpose);
		group = v128.add<i32>(group, stride);
		let b0 = group,
			b1 = a1,
			b2 = a2,
			b3 = a3;
		group = v128.add<i32>(group, stride);
		let k0 = i32x4.splat(key0),
			k1 = i32x4.splat(key1);
		for (let round = 0; round < 10; round++) {
			const p0 = v128.extmul_low<u32>(a0, m0),
				p1 = v128.extmul_high<u32>(a0, m0);
			const q0 = v128.extmul_low<u32>(b0, m0),
				q1 = v128.extmul_high<u32>(b0, m0);
			const r0 = v128.extmul_low<u32>(a2, m1),
				r1 = v128.extmul_high<u32>(a2, m1);
			const s0 = v128.extmul_low<u32>(b2, m1),
				s1 = v128.extmul_high<u32>(b2, m1);
			const low0 = v128.mul<i32>(a0, m0),
				low1 = v128.mul<i32>(b0, m0);
			a0 = v128.xor(v128.xor(highWords(r0, r1), a1), k0);
			b0 = v128.xor(v128.xor(highWords(s0, s1), b1), k0);
			a1 = v128.mul<i32>(a2, m1);
			b1 = v128.mul<i32>(b2, m1);
			a2 = v128.xor(v128.xor(highWords(p0, p1), a3), k1);
			b2 = v128.xor(v128.xor(highWords(q0, q1), b3), k1);
			a3 = low0;
			b3 = low1;
			k0 = v128.add<i32>(k0, w0);
			k1 = v128.add<i32>(k1, w1);
		}
		v128.store(target, a0);
		v128.store(target, a1, 16);
		v128.store(target, a2, 32);
		v128.store(target, a3, 48);
		v128.store(target, b0, 64);
		v128.store(target, b1, 80);
		v128.store(target, b2, 96);
		v128.store(target, b3, 112);
		target += 128;
	}
}
