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
import { neighbours } from "../../core/lattice.js";

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
export function otherConvention(
	action: Action,
	rows: readonly ArrayLike<number>[],
	logq: ArrayLike<number> | undefined,
	chosen: ConventionName,
): string | undefined {
	if (polynomialOf(action) === undefined || rows.length < 32) return undefined;
	const own = deviation(action, rows, logq, scaleOf(chosen, action));
	if (!(own > misses)) return undefined;
	for (const [name, scale] of scalesOf(action)) {
		if (name === chosen) continue;
		if (deviation(action, rows, logq, scale) > fits) continue;
		const factor = scale / scaleOf(chosen, action);
		return `your fields look like ${meaning[name]}: multiply by ${factorText(factor)}, or say convention: ${name}`;
	}
	return undefined;
}

function factorText(factor: number): string {
	if (Math.abs(factor - Math.SQRT1_2) < 1e-9) return "1/√2";
	if (Math.abs(factor - Math.SQRT2) < 1e-9) return "√2";
	return String(Number(factor.toPrecision(6)));
}

/** |mean - 1| of sum_x phi_x dS/dphi_x / V over its standard error. */
function deviation(
	action: Action,
	rows: readonly ArrayLike<number>[],
	logq: ArrayLike<number> | undefined,
	scale: number,
): number {
	const values: number[] = [];
	const logs: number[] = [];
	for (const [i, row] of rows.entries()) {
		const { s, virial } = measure(action, row, scale);
		values.push(virial);
		logs.push(logq === undefined ? 0 : -s - logq[i]);
	}
	const most = Math.max(...logs);
	const weights = logs.map((log) => Math.exp(log - most));
	const total = weights.reduce((sum, w) => sum + w, 0);
	const mean = values.reduce((sum, v, i) => sum + weights[i] * v, 0) / total;
	const variance =
		values.reduce((sum, v, i) => sum + (weights[i] * (v - mean)) ** 2, 0) /
		total ** 2;
	return Math.abs(mean - 1) / Math.sqrt(variance);
}

/** S, and sum_x phi_x dS/dphi_x / V: every monomial of degree k counts k times. */
function measure(
	action: Action,
	row: ArrayLike<number>,
	scale: number,
): { readonly s: number; readonly virial: number } {
	const local = polynomialOf(action);
	if (local === undefined) throw new Error("S is no polynomial");
	const { kinetic, potential } = local;
	const { lattice } = action.space;
	const nearest = neighbours(lattice);
	const links = 2 * lattice.dimension;
	let s = 0;
	let virial = 0;
	for (let x = 0; x < lattice.sites; x++) {
		const phi = scale * row[x];
		for (let link = 0; link < links; link += 2) {
			const term =
				kinetic * (scale * row[nearest[x * links + link]] - phi) ** 2;
			s += term;
			virial += 2 * term;
		}
		let power = 1;
		for (const [k, coefficient] of potential.entries()) {
			s += coefficient * power;
			virial += k * coefficient * power;
			power *= phi;
		}
	}
	return { s, virial: virial / lattice.sites };
}
