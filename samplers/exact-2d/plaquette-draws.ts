/** Independent matrices of weight exp((beta/N) Re tr P) in the Haar measure, written to the start of `out`. */
import type { Wilson } from "../../actions/action.js";
import { su3Algebra } from "../../actions/gauge/links/su3.js";
import { su3 } from "../../actions/manifolds/su3.js";
import type { Random } from "../../core/random.js";
import { drawSu2 } from "../links/su2-weight.js";
import { vonMises } from "../links/von-mises.js";
import { classAngles } from "./class-angles.js";

export type PlaquetteDraw = (random: Random, out: Float64Array) => void;

export function plaquetteDraw({ group, beta }: Wilson): PlaquetteDraw {
	switch (group) {
		case "U1":
			return (random, out) => {
				const angle = vonMises(beta, random);
				out[0] = Math.cos(angle);
				out[1] = Math.sin(angle);
			};
		case "SU2":
			return (random, out) => drawSu2(beta, random, out);
		case "SU3":
			return su3Draw(beta);
	}
}

/** Eigenvalues by their own law, eigenvectors in the Haar measure: W diag W^+. */
function su3Draw(beta: number): PlaquetteDraw {
	const angles = classAngles(beta);
	const basis = new Float64Array(18);
	const turned = new Float64Array(18);
	return (random, out) => {
		const [a, b] = angles(random);
		const phases = [a, b, -a - b];
		su3.uniform(random, basis, 18);
		for (let row = 0; row < 3; row++)
			phases.forEach((phase, column) => {
				const at = 6 * row + 2 * column;
				const c = Math.cos(phase);
				const s = Math.sin(phase);
				turned[at] = c * basis[at] - s * basis[at + 1];
				turned[at + 1] = c * basis[at + 1] + s * basis[at];
			});
		su3Algebra.multiplyDagger(turned, 0, basis, 0, out, 0);
	};
}
