import { polynomialOf } from "../../../actions/action.js";
/** Flows with random kernels, so that nothing is near the identity, for the tests of the equivariant flow. */
import { phi4 } from "../../../actions/scalar/phi4.js";
import { createLattice, type Lattice } from "../../../core/lattice.js";
import { createRandom, fillNormal } from "../../../core/random.js";
import {
	blocksOf,
	type CnfModel,
	cnfModel,
	initialiseCnf,
} from "../../../samplers/continuous/model.js";
import { ExactCnf } from "../../../samplers/continuous/reference/exact.js";
import {
	type FusedCnfConfig,
	fusedCnf,
} from "../../../samplers/continuous/simd/flow.js";
import type { FusedFlow } from "../../../samplers/flow/flow.js";
import { sampleBy } from "../flow/kernel-calls.js";

export const shapes: readonly (readonly number[])[] = [
	[6],
	[7],
	[4, 4],
	[5, 5],
	[6, 6],
	[4, 6],
	[3, 10],
	[1, 5],
	[2, 2],
	[3, 3, 3],
	[2, 4, 4],
];

export interface Example {
	readonly lattice: Lattice;
	readonly model: CnfModel;
	readonly config: FusedCnfConfig;
	readonly parameters: Float32Array;
	readonly action: ReturnType<typeof phi4.create>;
	readonly fused: FusedFlow;
	readonly exact: ExactCnf;
	/** [count, V]. */
	latent(count: number): Float32Array;
}

export function example(
	shape: readonly number[],
	changes: Partial<FusedCnfConfig> & { readonly strength?: number } = {},
): Example {
	const { strength = 3, ...rest } = changes;
	const lattice = createLattice(shape);
	const config: FusedCnfConfig = {
		frequencies: 12,
		bonds: 7,
		timeModes: 2,
		timeBonds: 5,
		kinetic: 1,
		mass2: 0.5,
		steps: 4,
		spacing: 1 / 32,
		range: 8,
		...rest,
	};
	const model = cnfModel(config, lattice);
	const random = createRandom(shape.join("x"));
	const parameters = initialiseCnf(model, random);
	const { kernel } = blocksOf(model, parameters);
	const normals = fillNormal(
		random.fork("kernel"),
		new Float32Array(kernel.length),
	);
	for (let i = 0; i < kernel.length; i++)
		kernel[i] = (strength * normals[i]) / Math.sqrt(lattice.sites);
	const action = phi4.create(lattice, { m2: -4, lambda: 6.975 });
	return {
		lattice,
		model,
		config,
		parameters,
		action,
		fused: fusedCnf(config, lattice, polynomialOf(action) ?? null),
		exact: new ExactCnf(model, parameters),
		latent: (count) =>
			fillNormal(
				random.fork("latent"),
				new Float32Array(count * lattice.sites),
			),
	};
}

export interface Draws {
	readonly fields: Float32Array;
	readonly logDensity: Float64Array;
	readonly action: Float64Array;
}

export function draw(
	{ fused, parameters, lattice }: Example,
	latent: Float32Array,
	steps?: number,
): Draws {
	return sampleBy(
		fused,
		parameters,
		latent,
		lattice.sites,
		steps === undefined ? {} : { settings: { steps } },
	);
}

/** Largest |a - b|. */
export function gap(a: ArrayLike<number>, b: ArrayLike<number>): number {
	let worst = a.length === b.length ? 0 : Number.POSITIVE_INFINITY;
	for (let i = 0; i < a.length; i++)
		worst = Math.max(worst, Math.abs(a[i] - b[i]));
	return worst;
}
