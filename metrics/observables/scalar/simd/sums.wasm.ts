/**
 * Sums over the sites of real scalar fields, in one pass. The two lanes of a register hold two configurations, so each
 * sum runs over the sites in their order, whatever else is in the batch. An odd last one stands in both lanes.
 */

let sites: i32 = 0;
/** All directions, and those of more than one site. */
let dimension: i32 = 0;
let wide: i32 = 0;
let extents: usize = 0;
let strides: usize = 0;
let neighbours: usize = 0;
let waves: usize = 0;
/** Vectors: the sites of two configurations, then two periods of the sums over slices. */
let pair: usize = 0;
let slices: usize = 0;
/** Correlators are summed over the directions of this extent. */
let longest: i32 = 0;

/**
 * @param extentsOf i32[dimension], @param stridesOf i32[dimension] in sites
 * @param neighboursOf i32[sites, wide, 2]: 16 x + mu and 16 x - mu, in sites
 * @param wavesOf f64[2, extent] of every direction: cosine and sine of 2 pi s / extent
 * @param scratch 16 (sites + 2 longest + 4) bytes
 */
export function configure(
	siteCount: i32,
	dimensionCount: i32,
	wideCount: i32,
	extentsOf: usize,
	stridesOf: usize,
	neighboursOf: usize,
	wavesOf: usize,
	scratch: usize,
	longestExtent: i32,
): void {
	sites = siteCount;
	dimension = dimensionCount;
	wide = wideCount;
	extents = extentsOf;
	strides = stridesOf;
	neighbours = neighboursOf;
	waves = wavesOf;
	pair = scratch;
	slices = scratch + ((<usize>siteCount) << 4);
	longest = longestExtent;
}

/** Two configurations, site by site, as float64. */
@inline function interleave(single: bool, first: usize, second: usize): void {
	const end = pair + ((<usize>sites) << 4);
	if (single) {
		for (let to = pair; to < end; to += 16) {
			const both = v128.load32_lane(second, v128.load32_zero(first), 1);
			v128.store(to, f64x2.promote_low_f32x4(both));
			first += 4;
			second += 4;
		}
		return;
	}
	for (let to = pair; to < end; to += 16) {
		v128.store(to, v128.load64_lane(second, v128.load64_zero(first), 1));
		first += 8;
		second += 8;
	}
}

/** sum phi, sum phi^2, sum phi^4, and the sum of phi_x phi_{x+mu} over wide directions, from column 0 on. */
@inline function moments(out: usize, column: usize): void {
	let first = f64x2.splat(0),
		second = f64x2.splat(0),
		fourth = f64x2.splat(0),
		hopping = f64x2.splat(0);
	let link = neighbours;
	const step = (<usize>wide) << 3;
	const end = pair + ((<usize>sites) << 4);
	for (let x = pair; x < end; x += 16) {
		const phi = v128.load(x);
		let ahead = f64x2.splat(0);
		for (const stop = link + step; link < stop; link += 8) ahead = f64x2.add(ahead, v128.load(pair + load<u32>(link)));
		const square = f64x2.mul(phi, phi);
		first = f64x2.add(first, phi);
		second = f64x2.add(second, square);
		fourth = f64x2.add(fourth, f64x2.mul(square, square));
		hopping = f64x2.add(hopping, f64x2.mul(phi, ahead));
	}
	v128.store(out, first);
	v128.store(out + column, second);
	v128.store(out + 2 * column, fourth);
	v128.store(out + 3 * column, hopping);
}

/**
 * The same, and behind them the sums of the Schwinger-Dyson identities of g = dS/dphi: phi g, sum_mu phi_{x+mu} g, g,
 * g^2 - d2S/dphi^2, phi^2 (phi g - 3).
 * @param polynomial f64: 2 K, curvature of the kinetic term, then `terms` coefficients of V' and as many of V'',
 * the lowest first
 */
@inline function dyson(out: usize, column: usize, polynomial: usize, terms: i32): void {
	let first = f64x2.splat(0),
		second = f64x2.splat(0),
		fourth = f64x2.splat(0),
		hopping = f64x2.splat(0),
		sd1 = f64x2.splat(0),
		sd2 = f64x2.splat(0),
		sd3 = f64x2.splat(0),
		sd4 = f64x2.splat(0),
		sd5 = f64x2.splat(0);
	const kinetic = v128.load64_splat(polynomial),
		curvature = v128.load64_splat(polynomial + 8),
		links = f64x2.splat(<f64>(2 * wide)),
		three = f64x2.splat(3);
	const lowest = polynomial + 16,
		bends = (<usize>terms) << 3,
		highest = lowest + bends - 8;
	let link = neighbours;
	const step = (<usize>wide) << 3;
	const end = pair + ((<usize>sites) << 4);
	for (let x = pair; x < end; x += 16) {
		const phi = v128.load(x);
		let ahead = f64x2.splat(0),
			both = f64x2.splat(0);
		for (const stop = link + step; link < stop; link += 8) {
			const next = v128.load(pair + load<u32>(link));
			ahead = f64x2.add(ahead, next);
			both = f64x2.add(both, f64x2.add(next, v128.load(pair + load<u32>(link, 4))));
		}
		let slope = v128.load64_splat(highest),
			bend = v128.load64_splat(highest + bends);
		for (let c = highest - 8; c >= lowest; c -= 8) {
			slope = f64x2.add(f64x2.mul(slope, phi), v128.load64_splat(c));
			bend = f64x2.add(f64x2.mul(bend, phi), v128.load64_splat(c + bends));
		}
		const g = f64x2.add(f64x2.mul(kinetic, f64x2.sub(f64x2.mul(links, phi), both)), slope);
		const square = f64x2.mul(phi, phi),
			product = f64x2.mul(phi, g);
		first = f64x2.add(first, phi);
		second = f64x2.add(second, square);
		fourth = f64x2.add(fourth, f64x2.mul(square, square));
		hopping = f64x2.add(hopping, f64x2.mul(phi, ahead));
		sd1 = f64x2.add(sd1, product);
		sd2 = f64x2.add(sd2, f64x2.mul(ahead, g));
		sd3 = f64x2.add(sd3, g);
		sd4 = f64x2.add(sd4, f64x2.sub(f64x2.mul(g, g), f64x2.add(bend, curvature)));
		sd5 = f64x2.add(sd5, f64x2.mul(square, f64x2.sub(product, three)));
	}
	v128.store(out, first);
	v128.store(out + column, second);
	v128.store(out + 2 * column, fourth);
	v128.store(out + 3 * column, hopping);
	v128.store(out + 4 * column, sd1);
	v128.store(out + 5 * column, sd2);
	v128.store(out + 6 * column, sd3);
	v128.store(out + 7 * column, sd4);
	v128.store(out + 8 * column, sd5);
}

/** P(s), sums over the slices of one direction. */
@inline function sumSlices(extent: i32, stride: i32): void {
	const period = (<usize>extent) << 4,
		length = (<usize>stride) << 4;
	memory.fill(slices, 0, period);
	const end = pair + ((<usize>sites) << 4);
	if (stride === 1) {
		for (let x = pair; x < end; ) {
			for (let s = slices; s < slices + period; s += 16) {
				v128.store(s, f64x2.add(v128.load(s), v128.load(x)));
				x += 16;
			}
		}
		return;
	}
	for (let x = pair; x < end; ) {
		for (let s = slices; s < slices + period; s += 16) {
			let sum = f64x2.splat(0);
			for (const stop = x + length; x < stop; x += 16) sum = f64x2.add(sum, v128.load(x));
			v128.store(s, f64x2.add(v128.load(s), sum));
		}
	}
}

/** |sum_s P(s) exp(2 pi i s / extent)|^2. */
@inline function lowestMode(extent: i32, wave: usize): v128 {
	let real = f64x2.splat(0),
		imaginary = f64x2.splat(0);
	const period = (<usize>extent) << 3;
	let s = slices;
	for (const stop = wave + period; wave < stop; wave += 8) {
		const sum = v128.load(s);
		real = f64x2.add(real, f64x2.mul(sum, v128.load64_splat(wave)));
		imaginary = f64x2.add(imaginary, f64x2.mul(sum, v128.load64_splat(wave + period)));
		s += 16;
	}
	return f64x2.add(f64x2.mul(real, real), f64x2.mul(imaginary, imaginary));
}

/** Adds sum_s P(s) P(s + t) to column t, four t at a time. The last ones may be written beyond half of the extent. */
@inline function correlate(extent: i32, out: usize, column: usize): void {
	const period = (<usize>extent) << 4;
	memory.copy(slices + period, slices, period);
	const end = slices + period;
	for (let t = 0; t <= extent >> 1; t += 4) {
		let c0 = f64x2.splat(0),
			c1 = f64x2.splat(0),
			c2 = f64x2.splat(0),
			c3 = f64x2.splat(0);
		let far = slices + ((<usize>t) << 4);
		for (let s = slices; s < end; s += 16) {
			const sum = v128.load(s);
			c0 = f64x2.add(c0, f64x2.mul(sum, v128.load(far)));
			c1 = f64x2.add(c1, f64x2.mul(sum, v128.load(far, 16)));
			c2 = f64x2.add(c2, f64x2.mul(sum, v128.load(far, 32)));
			c3 = f64x2.add(c3, f64x2.mul(sum, v128.load(far, 48)));
			far += 16;
		}
		v128.store(out, f64x2.add(v128.load(out), c0));
		v128.store(out + column, f64x2.add(v128.load(out + column), c1));
		v128.store(out + 2 * column, f64x2.add(v128.load(out + 2 * column), c2));
		v128.store(out + 3 * column, f64x2.add(v128.load(out + 3 * column), c3));
		out += 4 * column;
	}
}

/**
 * Columns of `room` numbers each: nine sums over sites (four of them without a polynomial), |mode|^2 of every
 * direction, sums of P(s) P(s + t).
 *
 * @param single whether fields are float32
 * @param polynomial 0 where there is none
 * @param room even, at least `count`
 */
export function measure(
	count: i32,
	single: bool,
	fields: usize,
	polynomial: usize,
	terms: i32,
	out: usize,
	room: i32,
): void {
	const bytes = (<usize>sites) << (single ? 2 : 3);
	const column = (<usize>room) << 3;
	const modes = 9 * column,
		lags = modes + <usize>dimension * column;
	for (let i = 0; i < count; i += 2) {
		const first = fields + <usize>i * bytes;
		interleave(single, first, i + 1 < count ? first + bytes : first);
		if (polynomial === 0) moments(out, column);
		else dyson(out, column, polynomial, terms);
		for (let t = 0; t < (((longest >> 1) + 4) & ~3); t++) v128.store(out + lags + <usize>t * column, f64x2.splat(0));
		let wave = waves;
		for (let mu = 0; mu < dimension; mu++) {
			const extent = load<i32>(extents + ((<usize>mu) << 2));
			sumSlices(extent, load<i32>(strides + ((<usize>mu) << 2)));
			v128.store(out + modes + <usize>mu * column, lowestMode(extent, wave));
			if (extent === longest) correlate(extent, out + lags, column);
			wave += (<usize>extent) << 4;
		}
		out += 16;
	}
}
