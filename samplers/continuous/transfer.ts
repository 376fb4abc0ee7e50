/**
 * A flow trained on one lattice, continued on a larger one of the same dimension: kernels are local
 * in the end, so what was learned at distance z holds there too. Weights of displacements that the
 * small lattice has go over; larger ones start at zero. Where an even extent L grows, the displacement
 * L/2, which the small lattice reaches from both sides at once, becomes two, with half the weight each
 * (Gerdes et al., arXiv:2207.00283, do the same).
 */
import { blocksOf, type CnfModel } from "./model.js";

/** Parameters for `to`, from those of `from`; features, bonds and the mass are the same. */
export function transferCnf(
	from: CnfModel,
	parameters: Float32Array,
	to: CnfModel,
): Float32Array {
	const old = from.lattice.shape;
	const { shape } = to.lattice;
	const fits = shape.every(
		(extent, mu) =>
			extent >= old[mu] &&
			shape.every((other, nu) => other !== extent || old[mu] === old[nu]),
	);
	if (old.length !== shape.length || !fits) {
		throw new RangeError(
			`a flow goes over to lattices that are as large in every direction and no more symmetric, not from [${old.join(", ")}] to [${shape.join(", ")}]`,
		);
	}
	const out = new Float32Array(to.layout.size);
	const source = blocksOf(from, parameters);
	const target = blocksOf(to, out);
	target.frequencies.set(source.frequencies);
	target.bonds.set(source.bonds);
	target.timeBonds.set(source.timeBonds);
	target.logMass2.set(source.logMass2);
	const width = to.config.bonds * to.config.timeBonds;
	for (const [orbit, z] of to.orbits.representative.entries()) {
		if (z.some((distance, mu) => 2 * distance > old[mu])) continue;
		let weight = 1;
		let displacement = 0;
		for (let mu = 0; mu < z.length; mu++) {
			if (2 * z[mu] === old[mu] && shape[mu] > old[mu]) weight /= 2;
			displacement += z[mu] * from.lattice.strides[mu];
		}
		const start = from.orbits.of[displacement] * width;
		for (let i = 0; i < width; i++)
			target.kernel[orbit * width + i] = weight * source.kernel[start + i];
	}
	return out;
}
