/**
 * Effective mass of the zero-momentum two-point function C(t) (eq. 28 of arXiv:1904.12072),
 *
 *   m_p(t) = arcosh[(C(t-1) + C(t+1)) / (2 C(t))],   averaged over t = 1 ... T-1.
 *
 * Every t enters. If noise drives the argument below one, the average is undefined and reported as
 * unresolved, because leaving such t out would bias it. C(t) = C(T-t) folds the sum to t <= T/2.
 * Where no sign flip makes <m> vanish, the disconnected part of C(t) is subtracted; with the
 * normalisation of metrics/observables/scalar/correlator.ts it is <m>^2.
 */
import { element } from "../../core/elements.js";
import {
	correlatorColumns,
	temporalExtent,
} from "../observables/scalar/correlator.js";
import { needsSeveralSites } from "../observables/scalar/real-scalar.js";
import { vectorDerived } from "../observables/scalar/vectors.js";
import type { Derived } from "./derived.js";

export const effectiveMass: Derived = vectorDerived({
	name: "effectiveMass",
	symbol: "m_eff",
	label: "mean over t = 1 … T−1 of arcosh[(C(t−1) + C(t+1)) / (2 C(t))]",
	applies: needsSeveralSites,
	of({ space, symmetries }) {
		const extent = temporalExtent(space.lattice);
		const subtract = !symmetries.has("signFlip");
		return {
			needs: [
				...correlatorColumns(space.lattice),
				...(subtract ? ["magnetization"] : []),
			],
			value(correlator) {
				const mean = subtract ? element(correlator, correlator.length - 1) : 0;
				const disconnected = subtract ? mean * mean : 0;
				const at = (t: number): number =>
					element(correlator, Math.min(t, extent - t)) - disconnected;
				let sum = 0;
				for (let t = 1; t < extent; t++) {
					sum += Math.acosh((at(t - 1) + at(t + 1)) / (2 * at(t)));
				}
				return sum / (extent - 1);
			},
		};
	},
});
