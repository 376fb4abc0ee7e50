/**
 * Finds a component axis that was declared as a direction of the lattice: a field of n components that
 * is written as one real number per site of [n, ...shape]. Such an action runs, but observables average
 * over the components as if they were space.
 *
 * In a weak field, the force on a site depends on the field of a neighbour through
 * d2S / dphi_x dphi_y. If the force changes along some directions and does not change at all along
 * another, then that one is no direction of space. If it changes along none, the action is ultralocal,
 * and nothing follows.
 */
import { element } from "../../core/elements.js";
import { messageOf } from "../../core/errors.js";
import { coordinate, type Lattice, shifted } from "../../core/lattice.js";
import { fillNormal, type Random } from "../../core/random.js";
import * as tf from "../../tensor/tf.js";
import type { Action } from "../action.js";

/** Of the weak field and of the change: products of two are lost beside one. */
const weak = 1e-4;
/** Couplings below this share of the largest are rounding, or self-interaction at finite field. */
const share = 1e-5;
/** Couplings that vanish with the field, such as those of fourth powers, stay below this. */
const least = 1e-4;
/** Sites whose neighbours are looked at. */
const probes = 3;
/** Reals that are treated at once: automatic differentiation keeps some twenty arrays as large as its fields. */
const mostReals = 2 ** 18;

/**
 * Of fields of reals per site; elsewhere an element has its components already.
 * @returns a sentence, or undefined where nothing is suspicious
 * @throws Error where `evaluate` has no gradient
 */
export async function findComponentAxis(
	action: Action,
	random: Random,
): Promise<string | undefined> {
	const { lattice, manifold, per } = action.space;
	const directions = lattice.shape.flatMap((extent, mu) =>
		extent > 1 ? [mu] : [],
	);
	if (manifold !== "line" || per !== "site" || directions.length < 2) return;
	const couplings = await couplingsOf(action, random);
	const largest = Math.max(...couplings);
	if (!(largest > least && Number.isFinite(largest))) return;
	const idle = directions.find(
		(mu) => element(couplings, mu) < share * largest,
	);
	if (idle === undefined) return;
	const { shape } = lattice;
	return `direction ${idle} of shape [${shape.join(", ")}] couples no neighbours, and others do: is it a component axis? Then the lattice is [${shape.filter((_, mu) => mu !== idle).join(", ")}]; declare components: ${shape[idle]}`;
}

/** The largest |d2S / dphi_x dphi_{x +- mu}| of the sites tried, for each direction. */
async function couplingsOf(
	action: Action,
	random: Random,
): Promise<readonly number[]> {
	const { lattice, size, components, shape } = action.space;
	const base = fillNormal(random, new Float32Array(size)).map(
		(value) => weak * value,
	);
	const sites = Array.from({ length: probes }, () =>
		random.integer(lattice.sites),
	);
	const fields = new Float32Array((1 + probes) * size);
	for (let i = 0; i <= probes; i++) fields.set(base, i * size);
	sites.forEach((site, i) => {
		const place = site * components;
		fields[(1 + i) * size + place] = element(base, place) + weak;
	});
	const values = new Float32Array(fields.length);
	const together = Math.max(1, Math.floor(mostReals / size));
	for (let i = 0; i <= probes; i += together) {
		const part = fields.subarray(i * size, (i + together) * size);
		const count = part.length / size;
		const forces = gradientOf(action, tf.tensor(part, [count, ...shape]));
		values.set(await forces.data(), i * size);
		forces.dispose();
	}
	const change = (probe: number, site: number) => {
		let most = 0;
		for (let i = site * components; i < (site + 1) * components; i++)
			most = Math.max(
				most,
				Math.abs(element(values, (1 + probe) * size + i) - element(values, i)) /
					weak,
			);
		return most;
	};
	return lattice.shape.map((_, mu) =>
		Math.max(
			...sites.flatMap((site, probe) =>
				neighboursAlong(lattice, site, mu).map((y) => change(probe, y)),
			),
		),
	);
}

function neighboursAlong(
	lattice: Lattice,
	site: number,
	mu: number,
): readonly number[] {
	const here = coordinate(lattice, site, mu);
	return [1, -1]
		.map((step) => shifted(lattice, site, mu, step))
		.filter((y) => coordinate(lattice, y, mu) !== here);
}

/** Disposes of the fields. */
function gradientOf(action: Action, fields: tf.Tensor): tf.Tensor {
	try {
		return tf.grad((x: tf.Tensor) => tf.sum(action.evaluate(x)))(fields);
	} catch (error) {
		throw new Error(`evaluate has no gradient: ${messageOf(error)}`);
	} finally {
		fields.dispose();
	}
}
