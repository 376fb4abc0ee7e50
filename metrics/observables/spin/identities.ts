/**
 * Functions of O(n) spins whose mean is exactly zero. With h the sum of the neighbours of s, integrals of total
 * derivatives on the sphere vanish:
 *
 *   force     beta (h^2 - (s.h)^2) = (n - 1) s.h      square and divergence of the force
 *   distant   beta (t.h - (s.t)(s.h)) = (n - 1) s.t   t = s_(x+2mu), in directions of three sites or more
 *   rotation  m_n                                     the component along which a cold start points
 */
import type { Action, NearestNeighbourSpins } from "../../../actions/action.js";
import { shifted } from "../../../core/lattice.js";
import type { Identities } from "../../identities.js";
import { needsVectors } from "../scalar/vectors.js";

const facts = {
	force: {
		symbol: "force identity",
		label: "β ⟨h² − (s·h)²⟩ = (n − 1) ⟨s·h⟩",
	},
	distant: {
		symbol: "Schwinger–Dyson, two apart",
		label: "β ⟨t·h − (s·t)(s·h)⟩ = (n − 1) ⟨s·t⟩",
	},
	rotation: { symbol: "rotation", label: "⟨m⟩ = 0" },
};

export function spinIdentities(
	action: Action,
	{ beta }: NearestNeighbourSpins,
): Identities {
	const { lattice, components: n, size } = action.space;
	if (!needsVectors(action).ok)
		return { facts: {}, names: [], joint: {}, measure: () => [] };
	const { sites, shape } = lattice;
	const wide = shape.flatMap((extent, mu) => (extent > 1 ? [mu] : []));
	const far = shape.flatMap((extent, mu) => (extent > 2 ? [mu] : []));
	const { distant: _, ...near } = facts;
	const held = far.length > 0 ? facts : near;
	const hop = (mu: number, distance: number) =>
		Int32Array.from({ length: sites }, (_, x) =>
			shifted(lattice, x, mu, distance),
		);
	const neighbours = wide.flatMap((mu) => [hop(mu, 1), hop(mu, -1)]);
	const distants = far.map((mu) => hop(mu, 2));
	const names = Object.keys(held);
	return {
		facts: held,
		names,
		joint: {},
		measure(fields) {
			const count = fields.length / size;
			const force = new Float64Array(count);
			const distant = new Float64Array(count);
			const rotation = new Float64Array(count);
			const h = new Float64Array(n);
			for (let i = 0; i < count; i++) {
				const dot = (x: number, other: ArrayLike<number>, at: number) => {
					let sum = 0;
					for (let k = 0; k < n; k++)
						sum += fields[i * size + x * n + k] * other[at + k];
					return sum;
				};
				for (let x = 0; x < sites; x++) {
					h.fill(0);
					for (const near of neighbours)
						for (let k = 0; k < n; k++)
							h[k] += fields[i * size + near[x] * n + k];
					const along = dot(x, h, 0);
					let square = 0;
					for (let k = 0; k < n; k++) square += h[k] * h[k];
					force[i] +=
						(beta * (square - along * along) - (n - 1) * along) / sites;
					for (const at of distants) {
						const product = dot(x, fields, i * size + at[x] * n);
						const through = dot(at[x], h, 0);
						distant[i] +=
							(beta * (through - product * along) - (n - 1) * product) /
							(sites * distants.length);
					}
					rotation[i] += fields[i * size + x * n + n - 1] / sites;
				}
			}
			const all = { force, distant, rotation };
			return names.map((name) => all[name as keyof typeof all]);
		},
	};
}
