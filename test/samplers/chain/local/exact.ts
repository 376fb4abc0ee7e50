/**
 * Targets with exact expectation values for local and cluster samplers: odd extents, links that
 * count twice, directions of one site, m2 <= -2 d, and free fields.
 */
import type { Action } from "../../../../actions/action.js";
import { freeField } from "../../../../actions/scalar/free-field.js";
import { createLattice } from "../../../../core/lattice.js";
import * as registry from "../../../../samplers/registry.js";
import type {
	Prepared,
	SamplerDefinition,
} from "../../../../samplers/sampler.js";
import { witness } from "../../flow/support.js";
import {
	measureAll,
	overChains,
	phi4Action,
	zScore,
} from "../../hmc/support.js";

type Values = Readonly<Record<string, number>>;

/** Means on a ring by transfer matrix on a uniform grid, whose error is beyond all orders. */
function ring(L: number, m2: number, lambda: number): Values {
	const n = 121;
	const h = 0.06;
	const grid = Array.from({ length: n }, (_, i) => (i - (n - 1) / 2) * h);
	const local = (phi: number) => m2 * phi ** 2 + lambda * phi ** 4;
	const step = grid.map((a) =>
		grid.map((b) => h * Math.exp(-((a - b) ** 2) - (local(a) + local(b)) / 2)),
	);
	const product = (a: number[][], b: number[][]) =>
		a.map((row) =>
			grid.map((_, j) => row.reduce((sum, x, k) => sum + x * b[k][j], 0)),
		);
	const powers = [step];
	while (powers.length < L) powers.push(product(powers.at(-1) ?? step, step));
	const whole = powers[L - 1];
	const diagonal = (f: (phi: number) => number) =>
		grid.reduce((sum, phi, i) => sum + f(phi) * whole[i][i], 0);
	const norm = diagonal(() => 1);
	let chi = diagonal((phi) => phi ** 2);
	for (let r = 1; r < L; r++)
		grid.forEach((a, i) => {
			grid.forEach((b, j) => {
				chi += a * b * powers[r - 1][i][j] * powers[L - r - 1][j][i];
			});
		});
	return {
		chi: chi / norm,
		phi2: diagonal((phi) => phi ** 2) / norm,
		phi4: diagonal((phi) => phi ** 4) / norm,
	};
}

export interface Target {
	readonly label: string;
	readonly action: Action;
	readonly lambda: number;
	readonly exact: Values;
}

const free = freeField.create(createLattice([3, 4, 2]), { m2: 0.7 });
const onRing = (L: number, m2: number, lambda: number): Target => ({
	label: `ring of ${L}, m2 = ${m2}, lambda = ${lambda}`,
	action: phi4Action([L], m2, lambda),
	lambda,
	exact: ring(L, m2, lambda),
});

export const targets: readonly Target[] = [
	{
		// 12-digit quadrature on 2x2, where each pair is linked twice.
		label: "2x2 at m2 = -4",
		action: phi4Action([2, 2], -4, 6.975),
		lambda: 6.975,
		exact: {
			phi2: 0.195626210163,
			phi4: 0.071128384092,
			chi: 0.544209630893,
		},
	},
	onRing(3, -4, 8),
	onRing(5, -2.5, 1.5),
	{
		...onRing(6, 0.5, 2),
		action: phi4Action([1, 6, 1], 0.5, 2),
		label: "a ring of 6 with directions of one site",
	},
	{
		label: "free field on 3x4x2",
		action: free,
		lambda: 0,
		exact: {
			chi: free.exact?.susceptibility ?? 0,
			phi2: free.exact?.phi2 ?? 0,
			phi4: free.exact?.phi4 ?? 0,
		},
	},
];

/** A sampler by name, thermalised for 60 updates. */
export async function prepareByName(
	name: string,
	action: Action,
	options: Readonly<Record<string, unknown>>,
	threads = 1,
): Promise<Prepared> {
	const definition = Object.values(registry).find(
		(entry) => entry.name === name,
	) as unknown as SamplerDefinition<unknown>;
	const { context } = witness(`exact ${name}`, { threads });
	return definition
		.create(definition.options.parse({ thermalise: 60, ...options }))
		.prepare(action, { seconds: 60 }, context);
}

/** Distances of <m>, <phi^2>, ... and of S/V + lambda <phi^4> from their exact values, in standard errors. */
export async function scoresOf(
	name: string,
	{ action, lambda, exact }: Target,
	options: Readonly<Record<string, unknown>>,
	count: number,
): Promise<Values> {
	const prepared = await prepareByName(name, action, options);
	const ensemble = await prepared.draw(count);
	prepared.dispose();
	const { structure } = ensemble;
	if (structure.kind !== "chains") throw new Error(`${name} is no chain`);
	const { chains } = structure;
	const observables = measureAll(ensemble);
	const score = (series: Float64Array, value: number) =>
		zScore(overChains(series, chains), value);
	const out: Record<string, number> = { m: score(observables.m, 0) };
	for (const [key, value] of Object.entries(exact))
		out[key] = score(observables[key], value);
	// Schwinger and Dyson: S/V = 1/2 - lambda <phi^4> whatever the couplings.
	out.identity = score(
		observables.S.map((s, i) => s + lambda * observables.phi4[i]),
		0.5,
	);
	return out;
}
