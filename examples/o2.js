/**
 * O(2) model in its linear form: a field of two real components on each site,
 *
 *   S = sum_x [ sum_mu |phi_{x+mu} - phi_x|^2 + m2 |phi_x|^2 + lambda |phi_x|^4 ],  |phi|^2 = phi_1^2 + phi_2^2,
 *
 * normalised as phi^4 theory is here. It does not change when all phi_x turn by one angle.
 *
 * An action needs no more than `evaluate`, in operations of TensorFlow.js. Hamiltonian Monte Carlo then
 * finds the gradient by automatic differentiation.
 */
import { createFieldSpace, shiftForward, tf, z } from "latticebench";

/** @type {import("latticebench").ActionDefinition<{ m2: number, lambda: number }>} */
export const o2 = {
	name: "o2",
	symbol: "O(2)",
	label: "S = Σ_x [Σ_μ |φ_{x+μ} − φ_x|² + m2 |φ_x|² + lambda |φ_x|⁴], φ_x ∈ ℝ²",
	reference: "J. Zinn-Justin, Quantum Field Theory and Critical Phenomena",
	couplings: { m2: "m²", lambda: "λ" },
	parameters: z
		.strictObject({ m2: z.number(), lambda: z.number().min(0) })
		.refine(({ m2, lambda }) => lambda > 0 || m2 > 0, {
			message:
				"exp(-S) is normalisable only if lambda > 0, or lambda = 0 and m2 > 0",
		}),
	create(lattice, { m2, lambda }) {
		const space = createFieldSpace({ lattice, components: 2 });
		const isCube = lattice.shape.every((extent) => extent === lattice.shape[0]);
		return {
			name: "o2",
			family: "scalar",
			space,
			symmetries: new Set([
				"translation",
				"signFlip",
				"rotation",
				...(isCube ? /** @type {const} */ (["hypercubic"]) : []),
			]),
			parameters: { m2, lambda },
			// fields: [batch, ...lattice.shape, 2]; the result is [batch].
			evaluate(fields) {
				return tf.tidy(() => {
					const axes = space.shape.map((_, axis) => axis + 1);
					const squares = tf.sum(tf.square(fields), -1);
					const potential = tf.sum(
						tf.mul(squares, tf.add(tf.mul(squares, lambda), m2)),
						axes.slice(0, -1),
					);
					return lattice.shape.reduce((sum, _, mu) => {
						const link = tf.sub(shiftForward(fields, mu + 1), fields);
						return tf.add(sum, tf.sum(tf.square(link), axes));
					}, potential);
				});
			},
		};
	},
};
