/**
 * Checks that log weights and `logDensity` belong to the same density. For a few configurations of the first
 * block, -S - log q is computed again from the configuration alone, which is how it is computed at draws
 * of the target. Weights of another density, or of one that is not normalised, are found here.
 */
import { element } from "../../core/elements.js";
import type { Ensemble } from "../../core/ensemble.js";
import { mean } from "../../core/statistics/moments.js";
import type { Prepared } from "../../samplers/sampler.js";

const compared = 8;
/** Largest rms difference. Flows offer `logDensity` where their inverse is good to 0.05. */
const largest = 0.25;
/** Part of log q that float32 may lose. */
const rounding = 2 ** -20;

/**
 * Draws without weight are left out, and a `logDensity` that fails is judged where it is needed.
 * @throws Error with both numbers and the offset, if there is one
 */
export async function auditWeights(
	ensemble: Ensemble,
	prepared: Pick<Prepared, "logDensity">,
): Promise<void> {
	const { structure, action, count, space, fields } = ensemble;
	if (prepared.logDensity === undefined || structure.kind !== "weighted")
		return;
	const { logWeights } = structure;
	const places = Array.from({ length: Math.min(compared, count) }, (_, k) =>
		count <= compared ? k : Math.round((k * (count - 1)) / (compared - 1)),
	).filter((i) => Number.isFinite(element(logWeights, i)));
	if (places.length === 0) return;
	const { size } = space;
	const some = new Float64Array(places.length * size);
	places.forEach((i, k) => {
		some.set(fields.subarray(i * size, (i + 1) * size), k * size);
	});
	let given: Float64Array;
	try {
		given = await prepared.logDensity(some);
	} catch {
		return;
	}
	const pairs = places.map((i, k) => {
		const drawn = -element(action, i) - element(logWeights, i);
		return { i, drawn, given: element(given, k) };
	});
	const differences = pairs.map(({ drawn, given }) => given - drawn);
	const rms = Math.hypot(...differences) / Math.sqrt(pairs.length);
	const scale = Math.max(...pairs.map(({ drawn }) => Math.abs(drawn)));
	if (rms <= largest + rounding * scale) return;
	const off = (pair: (typeof pairs)[number]) =>
		Math.abs(pair.given - pair.drawn);
	const worst = pairs.reduce((a, b) => (off(b) > off(a) ? b : a));
	const average = mean(differences);
	const constant = differences.every(
		(d) => Math.abs(d - average) <= 0.01 * Math.abs(average),
	);
	throw new Error(
		`the log weight of configuration ${worst.i} says log q = ${digits(worst.drawn)}, logDensity says ${digits(worst.given)} (${pairs.length} compared, rms difference ${digits(rms)}): ${constant ? `a constant offset of ${digits(average)}, as of a missing normalisation` : "the weights are not -S - log q of this density"}`,
	);
}

function digits(value: number): string {
	return String(Number(value.toPrecision(4)));
}
