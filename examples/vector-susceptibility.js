/**
 * Susceptibility of a field of several real components on each site, (1/V) |sum_x phi_x|^2.
 *
 * Its mean grows with the correlation length as ξ^(2 − η), and with the volume where the symmetry is
 * broken.
 */

/** @type {import("latticebench").Observable} */
export const vectorSusceptibility = {
	name: "vectorSusceptibility",
	symbol: "χ",
	label: "(1/V) |Σ_x φ_x|²",
	family: "scalar",
	joint: "slow",
	trace: true,
	symmetries: ["translation", "hypercubic", "signFlip"],
	applies({ space }) {
		if (space.per === "site" && space.manifold === "line") return { ok: true };
		return { ok: false, reason: "defined for real numbers on each site" };
	},
	// fields: [count, ...lattice.shape, components]; the result is [count].
	measure(fields, { size, components, lattice }) {
		return Float64Array.from({ length: fields.length / size }, (_, i) => {
			const total = new Float64Array(components);
			for (let j = 0; j < size; j++)
				total[j % components] += fields[i * size + j];
			return total.reduce((sum, t) => sum + t * t, 0) / lattice.sites;
		});
	},
};
