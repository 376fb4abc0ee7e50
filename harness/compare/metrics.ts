/**
 * The metrics of a comparison: which direction is better, whether the machine matters, and how
 * large a change must be to matter. ESS per second is composed of the first and the third and is
 * never tested itself.
 */

export interface Metric {
	readonly label: string;
	readonly unit: string;
	/** `none`: any difference is a fault. */
	readonly better: "lower" | "higher" | "none";
	/** Compared only within one hardware fingerprint. */
	readonly machineDependent: boolean;
	/** A smaller relative change does not matter. */
	readonly relevant: number;
}

export const metrics = {
	mean: {
		label: "expectation value",
		unit: "that of the observable",
		better: "none",
		machineDependent: false,
		relevant: 0,
	},
	check: {
		label: "check",
		unit: "",
		better: "none",
		machineDependent: false,
		relevant: 0,
	},
	tauInt: {
		label: "autocorrelation time",
		unit: "stored configurations",
		better: "lower",
		machineDependent: false,
		relevant: 0.2,
	},
	evaluations: {
		label: "evaluations of the action and its gradient while drawing",
		unit: "per configuration",
		better: "lower",
		machineDependent: false,
		relevant: 0.2,
	},
	drawTime: {
		label: "time of drawing",
		unit: "device-seconds per configuration",
		better: "lower",
		machineDependent: true,
		relevant: 0.05,
	},
} as const satisfies Readonly<Record<string, Metric>>;

/** Against a stored history of one-session runs, a change in time must also exceed this. */
export const historyEffect = 0.1;
