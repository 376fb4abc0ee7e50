/** Sweeps over all spins: heat bath, then overrelaxation, s -> 2 (s.h) h / h^2 - s, which keeps s.h. */
import type { Action } from "../../../actions/action.js";
import { neighbours } from "../../../core/lattice.js";
import type { Random } from "../../../core/random.js";
import { drawVector } from "./unit-vectors.js";

/** The coupling of unit vectors with nearest neighbours. Undefined for any other action. */
export function spinCoupling({ structure, space }: Action): number | undefined {
	return structure?.kind === "spin" &&
		space.per === "site" &&
		space.manifold === "sphere" &&
		space.lattice.shape.every((extent) => extent > 1)
		? structure.beta
		: undefined;
}

export interface SpinSweeps {
	heatBath(fields: Float64Array, random: Random): void;
	overrelax(fields: Float64Array): void;
	/** S. */
	energy(fields: Float64Array): number;
}

export function spinSweeps({ space }: Action, beta: number): SpinSweeps {
	const { lattice, components: n } = space;
	const { sites, dimension } = lattice;
	const near = neighbours(lattice);
	const width = 2 * dimension;
	const h = new Float64Array(n);
	/** The sum over neighbours, times beta. */
	const field = (fields: Float64Array, x: number) => {
		h.fill(0);
		for (let link = 0; link < width; link++) {
			const y = near[x * width + link] * n;
			for (let i = 0; i < n; i++) h[i] += beta * fields[y + i];
		}
	};
	return {
		heatBath(fields, random) {
			for (let x = 0; x < sites; x++) {
				field(fields, x);
				drawVector(h, random, fields, x * n);
			}
		},
		overrelax(fields) {
			for (let x = 0; x < sites; x++) {
				field(fields, x);
				let square = 0;
				let product = 0;
				for (let i = 0; i < n; i++) {
					square += h[i] * h[i];
					product += h[i] * fields[x * n + i];
				}
				if (square === 0) continue;
				let length = 0;
				for (let i = 0; i < n; i++) {
					const value = (2 * product * h[i]) / square - fields[x * n + i];
					fields[x * n + i] = value;
					length += value * value;
				}
				// Reflections accumulate rounding errors, and no other step would remove them.
				for (let i = 0; i < n; i++) fields[x * n + i] /= Math.sqrt(length);
			}
		},
		energy(fields) {
			let sum = 0;
			for (let x = 0; x < sites; x++)
				for (let link = 0; link < width; link += 2) {
					const y = near[x * width + link] * n;
					for (let i = 0; i < n; i++) sum += fields[x * n + i] * fields[y + i];
				}
			return -beta * sum;
		},
	};
}
