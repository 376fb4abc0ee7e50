/**
 * Takes a flow from the lattice on which it was trained to a larger one of the same dimension. Trained
 * kernels are short-ranged, so the weights learned at distance z also hold on the larger
 * lattice. Weights of displacements that exist on the small lattice are copied, and larger
 * displacements start at zero. If an even extent L grows, the displacement L/2, which the small
 * lattice reaches from both sides, becomes two displacements with half the weight each (as in
 * Gerdes et al., arXiv:2207.00283).
 */
import { element } from "../../core/elements.js";
import { blocksOf, type CnfModel } from "./model.js";

/** Parameters for `to` from those of `from`. Features, bonds and the mass stay the same. */
export function transferCnf(
	from: CnfModel,
	parameters: Float32Array,
	to: CnfModel,
): Float32Array {
	const old = from.lattice.shape;
	const { shape } = to.lattice;
	const fits = shape.every(
		(extent, mu) =>
			extent >= element(old, mu) &&
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
		if (z.some((distance, mu) => 2 * distance > element(old, mu))) continue;
		let weight = 1;
		let displacement = 0;
		for (const [mu, distance] of z.entries()) {
			const extent = element(old, mu);
			if (2 * distance === extent && element(shape, mu) > extent) weight /= 2;
			displacement += distance * element(from.lattice.strides, mu);
		}
		const start = element(from.orbits.of, displacement) * width;
		const weights = source.kernel.slice(start, start + width);
		target.kernel.set(
			weights.map((value) => weight * value),
			orbit * width,
		);
	}
	return out;
}
