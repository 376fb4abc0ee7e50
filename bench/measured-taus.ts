/**
 * Autocorrelation times of phi^4 at m^2 = -4 on the line xi = L/4, measured with separate C programs: HMC with leapfrog
 * (steps of 1/7, 1/9 and 1/15, acceptance 0.75 to 0.79), and one Metropolis sweep with n Wolff clusters an update.
 * Values without an error of their own are known to some 3 to 8 %; the larger is taken.
 */

/** A value with its error. */
export type Measured = readonly [value: number, error: number];

interface Taus {
	readonly m?: Measured;
	readonly m2?: Measured;
	readonly action?: Measured;
}

const unstated = 0.08;
const of = (value: number): Measured => [value, unstated * value];

/** In trajectories, by extent and length of a trajectory. */
export const leapfrogTaus: Readonly<
	Record<number, Readonly<Record<number, Taus>>>
> = {
	6: { 1: { m: of(4.03), m2: of(1.91), action: of(3.6) } },
	14: {
		1: { m: of(25.4), m2: of(9.3), action: of(5.4) },
		2: { m2: of(3.5) },
		4: { m2: of(2.3) },
	},
	32: {
		1: { m: [134, 17], m2: [56, 5], action: of(13.3) },
		2: { m: of(68), m2: of(18.5) },
		4: { m: of(24), m2: of(10.2) },
		8: { m: of(17), m2: of(6.7) },
	},
};

/** Of m^2 in updates, by extent and number of clusters. */
export const clusterTaus: Readonly<
	Record<number, Readonly<Record<number, Measured>>>
> = {
	6: { 0: of(8.6), 1: of(2.4), 3: of(1.7) },
	14: { 0: of(43.5), 1: of(4), 3: of(2.6) },
	32: { 0: of(400), 1: of(5.8), 3: of(3.1) },
	64: { 1: of(6.2), 3: of(3.8) },
};

/** Distance in standard errors of both; "" without a value to compare with. */
export function distance(
	[value, error]: Measured,
	reference: Measured | undefined,
): string {
	if (reference === undefined) return "";
	const [other, otherError] = reference;
	return ((value - other) / Math.hypot(error, otherError)).toFixed(1);
}
