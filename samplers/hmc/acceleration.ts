/**
 * Fourier acceleration (G. G. Batrouni et al., Phys. Rev. D 32 (1985) 2736; for HMC of phi^4
 * arXiv:1812.05281): the kinetic energy 1/2 sum_k |p_k|^2 / M_k with masses M_k near the inverse of the
 * propagator. All modes of a free field then have the frequency 1, and long wavelengths are as fast as
 * short ones. A drift and a kick cost one Hartley transform each.
 */
import { type Action, polynomialOf } from "../../actions/action.js";
import { isRealScalar } from "../../core/field-space.js";
import type { Lattice } from "../../core/lattice.js";
import { no, type Verdict } from "../../core/verdict.js";
import { fitSpectrum } from "../gaussian/fit.js";
import { freePropagator, gapMass2 } from "../gaussian/gap.js";
import { hartleyTransform } from "../gaussian/hartley.js";
import type { HmcOptions } from "./options.js";
import type { Dynamics } from "./reference/host.js";
import type { HmcRun } from "./run.js";

/** Draws to which the masses are fitted, and trajectories of each chain before them. */
const measuredDraws = 8192;
const relaxation = 100;

export function accelerationSupports(
	action: Action,
	{ acceleration, mass2 }: HmcOptions,
): Verdict {
	if (acceleration === "none") return { ok: true };
	if (!isRealScalar(action.space))
		return no(
			`acceleration: ${acceleration} needs one real number per site; acceleration: none treats this action`,
		);
	if (
		acceleration === "free" &&
		(polynomialOf(action) === undefined ||
			(mass2 === "auto" && !(Number(polynomialOf(action)?.kinetic) > 0)))
	)
		return no(
			"acceleration: free needs a nearest-neighbour kinetic term and a polynomial potential; acceleration: measured treats any action of one real number per site",
		);
	return { ok: true };
}

/**
 * M_k of every momentum, numbered like the sites. `free`: 2 (kinetic khat^2 + m*^2), with m*^2 of the gap
 * equation unless it is given. `measured`: 1, until `measureMasses`.
 */
export function startMasses(
	action: Action,
	{ acceleration, mass2 }: HmcOptions,
): Float64Array {
	const { lattice } = action.space;
	const local = polynomialOf(action);
	if (acceleration !== "free" || local === undefined)
		return new Float64Array(lattice.sites).fill(1);
	const square = mass2 === "auto" ? gapMass2(lattice, local) : mass2;
	return freePropagator(lattice, local.kinetic, square).map((g) => 1 / g);
}

/** Sets the masses to 1 / G_k of configurations of the run itself. */
export async function measureMasses(
	run: HmcRun,
	masses: Float64Array,
): Promise<void> {
	const { engine, action } = run;
	await run.advance(relaxation);
	const perChain = Math.ceil(measuredDraws / engine.chains);
	const fields = engine.allocate(engine.chains * perChain * action.space.size);
	await run.advance(perChain, { every: 1, fields, perChain, offset: 0 });
	const { density } = fitSpectrum(action, fields);
	masses.set(density.propagator.map((g) => 1 / g));
}

/** Momenta are kept as amplitudes of modes. `masses` may change between trajectories. */
export function fourierDynamics(
	lattice: Lattice,
	masses: Float64Array,
): Dynamics {
	const transform = hartleyTransform(lattice);
	const step = new Float64Array(lattice.sites);
	return {
		refresh(momenta) {
			for (let k = 0; k < momenta.length; k++)
				momenta[k] *= Math.sqrt(masses[k]);
		},
		drift(fields, momenta, length) {
			for (let k = 0; k < step.length; k++)
				step[k] = (length * momenta[k]) / masses[k];
			transform(step);
			for (let x = 0; x < step.length; x++) fields[x] += step[x];
		},
		kick(momenta, slopes, length) {
			transform(slopes);
			let work = 0;
			for (let k = 0; k < momenta.length; k++) {
				const push = -length * slopes[k];
				work += (push * (momenta[k] + push / 2)) / masses[k];
				momenta[k] += push;
			}
			return work;
		},
	};
}
