/**
 * Cluster updates of the signs of phi at fixed |phi| (R. C. Brower, P. Tamayo, Phys. Rev. Lett. 62
 * (1989) 1087). A link contributes -2 kinetic phi_x phi_y to S. To change the relative sign of its
 * two ends from equal to unequal costs 4 kinetic phi_x phi_y, so a bond joins equal signs with
 * probability 1 - exp(-4 kinetic phi_x phi_y), and each cluster of bonds may change its sign freely.
 * A bond is decided by an exponential variate: it is there where that is smaller than
 * 4 kinetic phi_x phi_y.
 *
 * Clusters of different chains have nothing in common, so the lanes are treated one after another.
 * Their exponential variates are made in SIMD.
 */
import { log32, log64 } from "../../../tensor/kernels/normal.as";
import { philox } from "../../../tensor/kernels/philox.as";
import { key0, key1, lanes, upper } from "../../chain/lanes.as";
import {
	clusterSitesTally,
	clusterTally,
	fields,
	improvedTally,
	kinetic,
	links,
	sites,
	table,
	tally,
	words,
} from "../../chain/local/simd/block.as";
import { uniform32 } from "../../chain/local/simd/random.as";

/** Variates that are made at a time, and words that choose seeds. */
const batch: i32 = 32;
const seedBytes: usize = 128;
const exponentialBytes: usize = 256;

/** Room for 16 bytes a site. */
let scratch: usize = 0;
/** The next exponential variate, their end, and the Philox groups used so far. */
let cursor: usize = 0;
let end: usize = 0;
let groups: u32 = 0;

export function configureClusters(room: usize): void {
	scratch = room;
}

/** Uniforms in (0, 1) of the lower two lanes, 32 bits. */
@inline function coarse64(word: v128): v128 {
	return v128.mul<f64>(
		v128.add<f64>(f64x2.convert_low_i32x4_u(word), f64x2.splat(0.5)),
		f64x2.splat(2.3283064365386963e-10),
	);
}

function refill(update: u32, chain: u32, purpose: u32): void {
	philox(words, groups, 2, 1, update, chain, purpose, key0, key1);
	groups += 8;
	cursor = words + exponentialBytes;
	for (let i: usize = 0; i < 8; i++) {
		const word = v128.load(words + 16 * i);
		if (sizeof<Real>() === 4) {
			v128.store(cursor + 16 * i, v128.neg<f32>(log32(uniform32(word))));
		} else {
			v128.store(cursor + 32 * i, v128.neg<f64>(log64(coarse64(word))));
			v128.store(cursor + 32 * i, v128.neg<f64>(log64(coarse64(upper(word)))), 16);
		}
	}
	end = cursor + batch * sizeof<Real>();
}

@inline function exponential(update: u32, chain: u32, purpose: u32): Real {
	if (cursor === end) refill(update, chain, purpose);
	const value = load<Real>(cursor);
	cursor += sizeof<Real>();
	return value;
}

/** Fresh variates for a chain. */
@inline function restart(): void {
	groups = 0;
	cursor = 0;
	end = 0;
}

/**
 * `count` clusters, each grown from a random site and flipped (U. Wolff, Phys. Rev. Lett. 62 (1989)
 * 361). The improved estimator of V <m^2> is the mean of (sum of |phi| over the cluster)^2 / size.
 */
export function wolff(update: u32, chain: u32, purpose: u32, count: i32): void {
	const seeds = words + seedBytes;
	for (let lane = 0; lane < lanes; lane++) {
		const own = chain + lane;
		const base = fields + <usize>lane * sizeof<Real>();
		restart();
		let flipped = 0;
		let improved: f64 = 0;
		for (let cluster = 0; cluster < count; cluster++) {
			if ((cluster & (batch - 1)) === 0)
				philox(seeds, <u32>(cluster >> 5) * 8, 2, 1, update, own, purpose + 1, key0, key1);
			const word = load<u32>(seeds + <usize>(cluster & (batch - 1)) * 4);
			const seed = (<u32>((<u64>word * <u64>sites) >> 32)) << 4;
			const phi = load<Real>(base + seed);
			store<Real>(base + seed, -phi);
			store<u32>(scratch, seed);
			let top = scratch + 4;
			let size = 1;
			let sum = <f64>abs<Real>(phi);
			while (top !== scratch) {
				top -= 4;
				const here = load<u32>(top);
				// The site is flipped already, so its value before was the opposite.
				const factor = <Real>(-4 * kinetic) * load<Real>(base + here);
				let entry = table + <usize>(here >> 4) * <usize>links * 4;
				const last = entry + <usize>links * 4;
				for (; entry < last; entry += 4) {
					const there = load<u32>(entry);
					const psi = load<Real>(base + there);
					const x = factor * psi;
					// Sites of the other sign and sites of the cluster have a negative product.
					if (x > 0 && exponential(update, own, purpose) < x) {
						store<Real>(base + there, -psi);
						store<u32>(top, there);
						top += 4;
						size++;
						sum += <f64>abs<Real>(psi);
					}
				}
			}
			flipped += size;
			improved += (sum * sum) / <f64>size;
		}
		tally(clusterTally, lane, <f64>count);
		tally(clusterSitesTally, lane, <f64>flipped);
		tally(improvedTally, lane, improved / <f64>count);
	}
}

/** The root of a site's cluster. On the way, every second site is joined to its grandparent. */
@inline function find(site: i32): i32 {
	let parent = load<i32>(scratch + <usize>site * 4);
	while (parent !== site) {
		const above = load<i32>(scratch + <usize>parent * 4);
		store<i32>(scratch + <usize>site * 4, above);
		site = above;
		parent = load<i32>(scratch + <usize>site * 4);
	}
	return site;
}

/**
 * `count` decompositions of the whole lattice into clusters, each of which is flipped with
 * probability 1/2 (R. H. Swendsen, J.-S. Wang, Phys. Rev. Lett. 58 (1987) 86). The improved
 * estimator of V <m^2> is the sum over clusters of (sum of |phi|)^2 / V.
 */
export function swendsenWang(update: u32, chain: u32, purpose: u32, count: i32): void {
	const flips = scratch + <usize>sites * 4;
	const sums = (scratch + <usize>sites * 8 + 7) & ~7;
	for (let lane = 0; lane < lanes; lane++) {
		const own = chain + lane;
		const base = fields + <usize>lane * sizeof<Real>();
		restart();
		let clusters = 0;
		let improved: f64 = 0;
		for (let sweep = 0; sweep < count; sweep++) {
			for (let x = 0; x < sites; x++) {
				store<i32>(scratch + <usize>x * 4, x);
				store<f64>(sums + <usize>x * 8, 0);
			}
			let entry = table;
			for (let x = 0; x < sites; x++) {
				const factor = <Real>(4 * kinetic) * load<Real>(base + <usize>x * 16);
				for (let link = 0; link < links; link += 2) {
					const there = load<u32>(entry + <usize>link * 4);
					const weight = factor * load<Real>(base + there);
					if (weight > 0 && exponential(update, own, purpose) < weight) {
						const a = find(x),
							b = find(<i32>(there >> 4));
						// The smaller number is the root, so a root comes before its sites.
						if (a !== b) store<i32>(scratch + <usize>max(a, b) * 4, min(a, b));
					}
				}
				entry += <usize>links * 4;
			}
			for (let x = 0; x < sites; x++) {
				const root = find(x);
				const at = base + <usize>x * 16;
				const phi = load<Real>(at);
				if (root === x) {
					const flip = <f64>exponential(update, own, purpose) < 0.6931471805599453;
					store<i32>(flips + <usize>x * 4, flip ? 1 : 0);
					clusters++;
				}
				const sum = sums + <usize>root * 8;
				store<f64>(sum, load<f64>(sum) + <f64>abs<Real>(phi));
				if (load<i32>(flips + <usize>root * 4) !== 0) store<Real>(at, -phi);
			}
			for (let x = 0; x < sites; x++) {
				const sum = load<f64>(sums + <usize>x * 8);
				improved += sum * sum;
			}
		}
		tally(clusterTally, lane, <f64>clusters);
		tally(clusterSitesTally, lane, <f64>sites * <f64>count);
		tally(improvedTally, lane, improved / (<f64>sites * <f64>count));
	}
}
