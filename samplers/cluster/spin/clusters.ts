/**
 * Clusters of O(n) spins (U. Wolff, Phys. Rev. Lett. 62 (1989) 361): along a random direction r the
 * components r.s are Ising spins, and a bond is set with probability 1 - exp(-2 beta (r.s_x)(r.s_y)) where
 * both have the same sign. A cluster is reflected, s -> s - 2 (r.s) r. Hardly any critical slowing down, and
 * topological charges change freely.
 */
import type { FieldSpace } from "../../../core/field-space.js";
import { neighbours } from "../../../core/lattice.js";
import type { Random } from "../../../core/random.js";

export interface SpinClusters {
	/** One cluster that grows from a random site, always reflected; returns the number of its sites. */
	wolff(fields: Float64Array, random: Random): number;
	/** All clusters along one direction, each reflected with probability 1/2; returns the number of all sites. */
	swendsenWang(fields: Float64Array, random: Random): number;
}

export function spinClusters(
	{ lattice, components: n }: FieldSpace,
	beta: number,
): SpinClusters {
	const { sites, dimension } = lattice;
	const near = neighbours(lattice);
	const width = 2 * dimension;
	const r = new Float64Array(n);
	const projection = new Float64Array(sites);
	const seen = new Uint8Array(sites);
	const stack = new Int32Array(sites);

	/** A uniform direction, and r.s of every site. */
	const choose = (fields: Float64Array, random: Random) => {
		let length = 0;
		for (let i = 0; i < n; i++) {
			r[i] = random.normal();
			length += r[i] * r[i];
		}
		for (let i = 0; i < n; i++) r[i] /= Math.sqrt(length);
		for (let x = 0; x < sites; x++) {
			let product = 0;
			for (let i = 0; i < n; i++) product += r[i] * fields[x * n + i];
			projection[x] = product;
		}
		seen.fill(0);
	};

	/** Marks the cluster of `start`, and reflects it if asked; returns its size. Every bond is tried once from each end that joins. */
	const grow = (
		fields: Float64Array,
		start: number,
		reflect: boolean,
		random: Random,
	): number => {
		let top = 0;
		let size = 0;
		stack[top++] = start;
		seen[start] = 1;
		while (top > 0) {
			const x = stack[--top];
			size++;
			for (let link = 0; link < width; link++) {
				const y = near[x * width + link];
				if (seen[y] === 1) continue;
				const coupling = 2 * beta * projection[x] * projection[y];
				if (coupling > 0 && random.uniform() < -Math.expm1(-coupling)) {
					seen[y] = 1;
					stack[top++] = y;
				}
			}
			if (!reflect) continue;
			let length = 0;
			for (let i = 0; i < n; i++) {
				const value = fields[x * n + i] - 2 * projection[x] * r[i];
				fields[x * n + i] = value;
				length += value * value;
			}
			for (let i = 0; i < n; i++) fields[x * n + i] /= Math.sqrt(length);
		}
		return size;
	};

	return {
		wolff(fields, random) {
			choose(fields, random);
			return grow(fields, random.integer(sites), true, random);
		},
		swendsenWang(fields, random) {
			choose(fields, random);
			for (let x = 0; x < sites; x++)
				if (seen[x] === 0) grow(fields, x, random.uniform() < 0.5, random);
			return sites;
		},
	};
}
