/**
 * Lines about log q, on which all weights rest: whether it is normalised, whether it depends on the batch,
 * and which symmetries it has.
 */
import { hostEvaluation } from "../../../actions/host-evaluation.js";
import { exactDraws } from "../../../actions/scalar/exact-draws.js";
import type { Ensemble, Weighted } from "../../../core/ensemble.js";
import { meanWithError } from "../../../core/statistics/moments.js";
import type { Prepared } from "../../../samplers/sampler.js";
import { type ConformanceCheck, fail, pass, skip } from "../check.js";
import type { Kit } from "../kit.js";
import { affordable } from "../pace.js";

const chainsHaveNone = skip("chains have no log density");
const notGiven = skip("it does not give log q of fields");

/** Seconds for the draws of one line. */
const patience = 4;
/** Standard errors beyond which a bound is broken. */
const most = 5;

async function weightedDraws(kit: Kit, count: number) {
	const { action, prepared, pace } = await kit.trained("free field");
	const { draws, told } = affordable(pace, count, patience);
	const ensemble = await prepared.draw(draws);
	const { structure } = ensemble;
	return { action, prepared, ensemble, weights: structure, told };
}

export const bracket: ConformanceCheck = {
	name: "bracket",
	title: "log q is normalised: ⟨log w⟩_q ≤ log Z ≤ ⟨log w⟩_p on the free field",
	async run(kit) {
		const { action, prepared, weights, told } = await weightedDraws(kit, 4000);
		if (weights.kind === "chains") return chainsHaveNone;
		const logZ = action.exact?.logZ ?? 0;
		const below = meanWithError(weights.logWeights);
		if (below.value - most * below.error > logZ)
			return fail(
				`⟨log w⟩_q = ${shown(below)} lies above log Z = ${logZ.toFixed(3)}: log q is too small by ${(below.value - logZ).toFixed(2)} or more`,
			);
		if (prepared.logDensity === undefined)
			return pass(
				`⟨log w⟩_q = ${shown(below)}, log Z = ${logZ.toFixed(3)}; no bound from above without logq${told}`,
			);
		const fields = exactDraws(
			action,
			Math.min(1000, weights.logWeights.length),
		);
		const [values, density] = [
			await hostEvaluation(action).values(fields),
			await prepared.logDensity(fields),
		];
		const above = meanWithError(
			values.map((s, i) => -s - (density[i] ?? Number.NaN)),
		);
		return above.value + most * above.error < logZ
			? fail(
					`⟨log w⟩_p = ${shown(above)} lies below log Z = ${logZ.toFixed(3)}: log q is too large by ${(logZ - above.value).toFixed(2)} or more`,
				)
			: pass(
					`${below.value.toFixed(3)} ≤ ${logZ.toFixed(3)} ≤ ${above.value.toFixed(3)}${told}`,
				);
	},
};

export const batchMates: ConformanceCheck = {
	name: "batch mates",
	title: "log q of a configuration does not depend on the rest of its batch",
	async run(kit) {
		const { action, prepared, ensemble, weights } = await weightedDraws(
			kit,
			64,
		);
		if (weights.kind === "chains") return chainsHaveNone;
		if (prepared.logDensity === undefined) return notGiven;
		const { size } = action.space;
		const { fields } = ensemble;
		const together = await densityOf(prepared, fields);
		const own = logqOf(ensemble, weights);
		const tolerance = toleranceOf(own, fields);
		const drawn = largestDifference(own, together);
		if (drawn > tolerance)
			return fail(
				`log q of its own draws differs by ${drawn.toPrecision(2)} from what the draw said`,
			);
		const reversed = fields.slice();
		for (let i = 0; i < 64; i++)
			reversed.set(fields.subarray(i * size, (i + 1) * size), (63 - i) * size);
		const permuted = (await densityOf(prepared, reversed)).reverse();
		const moved = largestDifference(permuted, together);
		if (moved > tolerance)
			return fail(`in another order log q differs by ${moved.toPrecision(2)}`);
		const few = await densityOf(prepared, fields.slice(0, 5 * size));
		const dropped = largestDifference(few, together.subarray(0, 5));
		return dropped > tolerance
			? fail(
					`without 59 of 64 batch mates log q differs by ${dropped.toPrecision(2)}: batch statistics (normalisation layers in training mode) enter it`,
				)
			: pass(`equal within ${tolerance.toPrecision(1)}`);
	},
};

export const symmetry: ConformanceCheck = {
	name: "symmetry",
	title: "log q under φ → −φ and translations; reported, not required",
	async run(kit) {
		const { action, prepared, ensemble, weights } = await weightedDraws(
			kit,
			64,
		);
		if (weights.kind === "chains") return chainsHaveNone;
		if (prepared.logDensity === undefined) return notGiven;
		const { fields } = ensemble;
		const { size, lattice } = action.space;
		const own = await densityOf(prepared, fields);
		const columns = lattice.shape.at(-1) ?? 1;
		const shifted = fields.map((_, i) => {
			const x = i % size;
			const row = x - (x % columns);
			return fields[i - x + row + ((x + 1) % columns)] ?? Number.NaN;
		});
		const flip = largestDifference(
			own,
			await densityOf(
				prepared,
				fields.map((value) => -value),
			),
		);
		const shift = largestDifference(own, await densityOf(prepared, shifted));
		return pass(
			`log q moves by at most ${flip.toPrecision(2)} under a flip and ${shift.toPrecision(2)} under a shift`,
		);
	},
};

function densityOf(
	prepared: Prepared,
	fields: Float32Array | Float64Array,
): Promise<Float64Array> {
	return (
		prepared.logDensity?.(fields) ??
		Promise.reject(new Error("it does not give log q of fields"))
	);
}

function logqOf({ action }: Ensemble, { logWeights }: Weighted): Float64Array {
	return action.map((s, i) => -s - (logWeights[i] ?? Number.NaN));
}

/** Rounding of a sum over layers, in the precision of the fields. */
function toleranceOf(
	logq: Float64Array,
	fields: Float32Array | Float64Array,
): number {
	const scale = logq.reduce((max, value) => Math.max(max, Math.abs(value)), 1);
	return (fields instanceof Float32Array ? 1e-4 : 1e-6) * scale;
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
	let largest = 0;
	for (let i = 0; i < a.length; i++) {
		const difference = Math.abs((a[i] ?? Number.NaN) - (b[i] ?? Number.NaN));
		if (!(difference <= largest)) largest = difference;
	}
	return largest;
}

function shown({ value, error }: { value: number; error: number }): string {
	return `${value.toFixed(3)} ± ${error.toFixed(3)}`;
}
