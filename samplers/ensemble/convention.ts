/**
 * Which normalisation do given fields have? With phi = s phi_file, the Schwinger-Dyson identity
 *
 *   < sum_x phi_x dS/dphi_x > = V
 *
 * holds for the right s alone. The known conventions of phi^4 differ from ours by a factor of the fields:
 * 1/sqrt(2) where S has 1/2 (d phi)^2 + 1/2 m2 phi^2, and sqrt(kappa) in the hopping-parameter form, with
 * lambda = l / kappa^2 and m2 = (1 - 2 l) / kappa - 2 d, hence 2 lambda kappa^2 + (m2 + 2 d) kappa = 1.
 */

import { type Action, polynomialOf } from "../../actions/action.js";
import { hostEvaluation } from "../../actions/host-evaluation.js";
import { digits } from "../../core/digits.js";
import { element } from "../../core/elements.js";

export type ConventionName = "plain" | "half" | "hopping";

/**
 * phi_ours = scale * phi_theirs.
 * @throws Error with a sentence where the action has no such convention
 */
export function scaleOf(name: ConventionName, action: Action): number {
	if (name === "plain") return 1;
	const scale = scalesOf(action).get(name);
	if (scale === undefined)
		throw new Error(
			`convention: ${name} belongs to actions with a nearest-neighbour kinetic term and a potential of φ² and φ⁴; ${action.name} is used as it is`,
		);
	return scale;
}

function scalesOf(action: Action): ReadonlyMap<ConventionName, number> {
	const scales = new Map<ConventionName, number>([["plain", 1]]);
	const local = polynomialOf(action);
	if (local === undefined || local.potential.length > 5) return scales;
	const { kinetic, potential } = local;
	const [, , m2 = 0, , lambda = 0] = potential;
	if (kinetic !== 1) return scales;
	scales.set("half", Math.SQRT1_2);
	const a = m2 + 2 * action.space.lattice.dimension;
	const kappa =
		lambda === 0 ? 1 / a : (Math.sqrt(a * a + 8 * lambda) - a) / (4 * lambda);
	if (kappa > 0) scales.set("hopping", Math.sqrt(kappa));
	return scales;
}

const meaning: Readonly<Record<ConventionName, string>> = {
	plain: "the target's own convention",
	half: "standard φ⁴, S = Σ [½(∂φ)² + ½m²φ² + …]",
	hopping: "the hopping-parameter form, S = Σ [−2κφφ′ + φ² + λ(φ² − 1)²]",
};

/** How far the mean of the identity may lie from 1 where the convention fits, and where it does not, in errors. */
const fits = 4;
const misses = 8;

/**
 * A sentence if the fields fit another convention than the one that was chosen. Undefined where they fit,
 * where nothing fits, or where it cannot be told.
 * @param rows configurations as they are in the file, far apart
 * @param logq normalised log density of each in the file's convention, or undefined for equal weights
 */
export async function otherConvention(
	action: Action,
	rows: Float64Array,
	logq: Float64Array | undefined,
	chosen: ConventionName,
): Promise<string | undefined> {
	const few = rows.length < 32 * action.space.size;
	if (polynomialOf(action) === undefined || few) return undefined;
	const own = await deviation(action, rows, logq, scaleOf(chosen, action));
	if (!(own > misses)) return undefined;
	for (const [name, scale] of scalesOf(action)) {
		if (name === chosen) continue;
		if ((await deviation(action, rows, logq, scale)) > fits) continue;
		const factor = scale / scaleOf(chosen, action);
		return `your fields look like ${meaning[name]}: multiply by ${factorText(factor)}, or say convention: ${name}`;
	}
	return undefined;
}

function factorText(factor: number): string {
	if (Math.abs(factor - Math.SQRT1_2) < 1e-9) return "1/√2";
	if (Math.abs(factor - Math.SQRT2) < 1e-9) return "√2";
	return digits(factor);
}

/** |mean - 1| of sum_x phi_x dS/dphi_x / V over its standard error. */
async function deviation(
	action: Action,
	rows: Float64Array,
	logq: Float64Array | undefined,
	scale: number,
): Promise<number> {
	const { size } = action.space;
	const fields = rows.map((value) => scale * value);
	const slopes = new Float64Array(fields.length);
	const s = await hostEvaluation(action).gradient(fields, slopes);
	const logs = s.map((value, i) => (logq ? -value - element(logq, i) : 0));
	const most = Math.max(...logs);
	const virials = fields.map((value, i) => (value * element(slopes, i)) / size);
	let [total, mean, squares] = [0, 0, 0];
	const each = Array.from(logs, (log, i) => ({
		weight: Math.exp(log - most),
		virial: virials
			.subarray(i * size, (i + 1) * size)
			.reduce((sum, part) => sum + part, 0),
	}));
	for (const { weight, virial } of each) {
		total += weight;
		mean += weight * virial;
	}
	mean /= total;
	for (const { weight, virial } of each)
		squares += (weight * (virial - mean)) ** 2;
	return (Math.abs(mean - 1) * total) / Math.sqrt(squares);
}
