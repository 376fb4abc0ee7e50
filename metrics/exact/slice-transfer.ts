/**
 * log Z and averages over one site of a lattice with a direction of any extent L and slices that are
 * rings of `ring` <= 4 sites, by the transfer matrix. In the states psi_a psi_b ... of independent
 * sites (site-chain.ts) it is
 *
 *   M = Lambda^(1/2) E Lambda^(1/2),    E = e^{-kappa' sum over the ring's links (x - y)^2},
 *
 * with Lambda the products of the sites' eigenvalues, so that the states that matter are few. With
 * e^{-kappa' (x - y)^2} = sum_r u_r(x) u_r(y) an element of E is tr(Q_aa' Q_bb' ...), where
 * Q_aa'[r, s] = sum_x psi_a(x) psi_a'(x) u_r(x) u_s(x).
 */
import { dot, multiply, power, traceOf } from "./dense.js";
import { gaussianFactors } from "./low-rank.js";
import { distantPairs, isEven, type SiteChain } from "./site-chain.js";

export interface Slices {
	/** Sites of a slice. */
	readonly ring: number;
	/** kappa' of the ring's links. */
	readonly link: number;
	/** Extent L of the direction across slices. */
	readonly extent: number;
}

export interface SliceMeans {
	readonly logZ: number;
	readonly phi2: number;
	readonly phi4: number;
	/** sum_t <phi_0 phi_t> of a chain of single sites. */
	readonly susceptibility?: number;
}

/** What may be left of the links' diagonal, as a part of the cutoff. */
const accuracy = 1e-3;

/**
 * @param cutoff states whose product of eigenvalues is a smaller part of the largest are left out
 * @param most number of states that can be afforded; undefined where there are more
 */
export function sliceMeans(
	site: SiteChain,
	slices: Slices,
	cutoff: number,
	most: number,
): SliceMeans | undefined {
	const { ring, extent } = slices;
	const states = statesOf(site.values, ring, cutoff, most);
	if (states === undefined) return undefined;
	const { points } = site;
	const needed = 1 + Math.max(...states.map((state) => Math.max(...state)));
	// A site alone has no link to another one.
	const factors =
		ring === 1
			? [points.map(() => 1)]
			: gaussianFactors(
					points,
					slices.link,
					presence(site, needed),
					accuracy * cutoff,
				);
	const [plain, second, fourth] = [0, 2, 4].map((k) =>
		siteMatrices(site, needed, factors, k),
	);
	const rest = new PairProducts(plain, plain, factors.length);
	// A potential that is even makes two blocks, of states with an even and an odd number of odd factors.
	const even = isEven(site.weights);
	const parity = (state: Uint8Array) =>
		even ? state.reduce((sum, k) => sum + k, 0) % 2 : 0;
	const largest = site.values[0] ** ring;
	let [z, z2, z4] = [0, 0, 0];
	for (const sector of [0, 1]) {
		const block = states.filter((state) => parity(state) === sector);
		const n = block.length;
		if (n === 0) continue;
		const roots = Float64Array.from(block, (state) =>
			Math.sqrt(
				state.reduce((product, k) => product * site.values[k], 1) / largest,
			),
		);
		const matrix = elements(block, roots, plain, rest, factors.length);
		const others = power(matrix, n, extent - 1);
		z += dot(others, matrix);
		// All of these matrices are symmetric.
		z2 += dot(others, elements(block, roots, second, rest, factors.length));
		z4 += dot(others, elements(block, roots, fourth, rest, factors.length));
	}
	if (!(z > 0)) return undefined;
	const phi2 = z2 / z;
	return {
		logZ: Math.log(z) + extent * (Math.log(largest) + ring * site.logScale),
		phi2,
		phi4: z4 / z,
		...(ring === 1
			? { susceptibility: phi2 + distantPairs(site, states.length, extent) }
			: {}),
	};
}

/** Products of states of single sites; undefined where there are more than `most`. */
function statesOf(
	values: Float64Array,
	ring: number,
	cutoff: number,
	most: number,
): readonly Uint8Array[] | undefined {
	const found: Uint8Array[] = [];
	const state = new Uint8Array(ring);
	const extend = (place: number, part: number): boolean => {
		if (place === ring) {
			found.push(state.slice());
			return found.length <= most;
		}
		for (let k = 0; k < values.length; k++) {
			const product = (part * values[k]) / values[0];
			if (product < cutoff) break;
			state[place] = k;
			if (!extend(place + 1, product)) return false;
		}
		return true;
	};
	return extend(0, 1) ? found : undefined;
}

/** Q with x^power inserted, for every pair of states of a site, as [pair][r * R + s]. */
function siteMatrices(
	{ points, states: all }: SiteChain,
	needed: number,
	factors: readonly Float64Array[],
	exponent: number,
): SiteMatrices {
	const rank = factors.length;
	const states = all.slice(0, needed);
	const weights = points.map((x) => x ** exponent);
	const rows: Float64Array[][] = states.map(() => []);
	for (let a = 0; a < states.length; a++) {
		for (let b = a; b < states.length; b++) {
			const product = weights.map((w, x) => w * states[a][x] * states[b][x]);
			const q = new Float64Array(rank * rank);
			for (let r = 0; r < rank; r++) {
				const left = product.map((value, x) => value * factors[r][x]);
				for (let s = r; s < rank; s++) {
					let sum = 0;
					for (let x = 0; x < left.length; x++) sum += left[x] * factors[s][x];
					q[r * rank + s] = sum;
					q[s * rank + r] = sum;
				}
			}
			rows[a][b] = q;
			rows[b][a] = q;
		}
	}
	return rows;
}

/** The largest square of a state at each point, as a part of the largest of all. */
function presence({ states }: SiteChain, needed: number): Float64Array {
	const largest = new Float64Array(states[0].length);
	for (const state of states.slice(0, needed))
		for (let x = 0; x < largest.length; x++)
			largest[x] = Math.max(largest[x], state[x] ** 2);
	const top = largest.reduce((a, b) => Math.max(a, b));
	return largest.map((value) => value / top);
}

type SiteMatrices = readonly (readonly Float64Array[])[];

/** Lambda^(1/2) E Lambda^(1/2) between the states of a block, with `first` at the first site of the ring. */
function elements(
	block: readonly Uint8Array[],
	roots: Float64Array,
	first: SiteMatrices,
	rest: PairProducts,
	rank: number,
): Float64Array {
	const n = block.length;
	const out = new Float64Array(n * n);
	const plain = rest.left;
	const head = first === plain ? rest : new PairProducts(first, plain, rank);
	const element = ([a, b, c, d]: Uint8Array, [p, q, r, s]: Uint8Array) => {
		switch (block[0].length) {
			case 1:
				return traceOf(first[a][p], rank);
			case 2:
				return dot(first[a][p], plain[b][q]);
			case 3:
				return dot(head.of(a, p, b, q), plain[c][r]);
			default:
				// tr(A B) takes the transpose of B, and that of Q_c Q_d is Q_d Q_c.
				return dot(head.of(a, p, b, q), rest.of(d, s, c, r));
		}
	};
	for (let i = 0; i < n; i++) {
		for (let j = 0; j <= i; j++) {
			const value = element(block[i], block[j]) * roots[i] * roots[j];
			out[i * n + j] = value;
			out[j * n + i] = value;
		}
	}
	return out;
}

/** Products of the matrices of two sites, each computed once. */
class PairProducts {
	private readonly known = new Map<number, Float64Array>();

	constructor(
		readonly left: SiteMatrices,
		private readonly right: SiteMatrices,
		private readonly rank: number,
	) {}

	of(a: number, p: number, b: number, q: number): Float64Array {
		const most = this.left.length;
		const key = ((a * most + p) * most + b) * most + q;
		let product = this.known.get(key);
		if (product === undefined) {
			product = multiply(this.left[a][p], this.right[b][q], this.rank);
			this.known.set(key, product);
		}
		return product;
	}
}
