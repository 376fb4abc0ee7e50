/**
 * Contract of a normalizing flow: a differentiable bijection f of independent standard normals,
 * whose density q(f(z)) = N(z) / |det df/dz| is known. Architectures implement `Flow`; training,
 * sampling and correction are shared (engine.ts, training/train.ts, sampler.ts).
 *
 * A flow is one of a real scalar: its prior is normal and its arrays are [count, V], one real number
 * per site of `lattice`, so that V is both the sites and the reals of a configuration. `flowSampler`
 * refuses every other field space. A flow of links or spins starts from the uniform measure of its
 * manifold and needs a contract of its own; a space here would only say what never varies.
 *
 * A flow is written in TensorFlow.js ops, which is the reference and runs on every backend, as a
 * fused kernel (samples in the SIMD lanes) for the embedded backend, and, where it has them, in
 * kernels for GPUs. Parity tests tie them.
 */
import type { Polynomial } from "../../actions/action.js";
import type { Lattice } from "../../core/lattice.js";
import type { Random } from "../../core/random.js";
import type { Tensor1D, Tensor2D } from "../../tensor/tf.js";

/** Numbers a flow's evaluation depends on besides its parameters, for example the steps of an integrator. */
export type FlowSettings = Readonly<Record<string, number>>;

/**
 * Estimator of the gradient of E_q[log q + S]: `total` differentiates everything; `path` drops the
 * explicit dependence of log q on the parameters, whose mean is zero (arXiv:2207.08219): less noise
 * near the optimum, more work a sample.
 */
export type GradientEstimator = "total" | "path";

/** How a flow is to be evaluated; both have defaults, the flow's own settings and `total`. */
export interface FlowCall {
	readonly settings?: FlowSettings;
	readonly estimator?: GradientEstimator;
	/** Number of the first sample in its stream, 0 if absent: a flow for a range of targets takes each sample's own by it. */
	readonly first?: number;
}

/** Named blocks of one flat float32 vector. */
export interface ParameterLayout {
	readonly size: number;
	readonly blocks: readonly {
		readonly name: string;
		readonly shape: readonly number[];
		readonly offset: number;
	}[];
}

export interface Flow {
	readonly lattice: Lattice;
	readonly layout: ParameterLayout;
	/** Settings to start with; absent where there are none. */
	readonly settings?: FlowSettings;
	/** Parameters to start from: the flow is then the identity, or the stated prior. */
	initialise(random: Random): Float32Array;
	/** Reference path: latent normals [batch, V] to fields [batch, V] and log q [batch]; differentiable in both arguments. */
	forward(
		parameters: Tensor1D,
		latent: Tensor2D,
		settings?: FlowSettings,
		first?: number,
	): { readonly fields: Tensor2D; readonly logDensity: Tensor1D };
	/** Reference path backwards: fields to latent normals and log q of the fields. */
	inverse(
		parameters: Tensor1D,
		fields: Tensor2D,
		settings?: FlowSettings,
		first?: number,
	): { readonly latent: Tensor2D; readonly logDensity: Tensor1D };
	/** Of a flow for a range of targets: S of each sample's own target minus that of the action, [batch]. */
	excess?(fields: Tensor2D, settings: FlowSettings, first: number): Tensor1D;
	/** Where the fused kernel is: a module that exports `createFused: FusedFactory`, loaded in every worker thread. */
	readonly fused?: {
		readonly module: string;
		readonly config: unknown;
		/** Samples a call of the gradient should have at least, where a call has a cost of its own; 8 if absent. */
		readonly chunk?: number;
	};
	/** Where the kernels for GPUs are: a module that exports `createGpu: GpuFactory` (samplers/flow/gpu/flow.ts). */
	readonly gpu?: {
		readonly module: string;
		readonly config: unknown;
	};
}

export type FusedFactory = (
	config: unknown,
	lattice: Lattice,
	action: Polynomial | null,
) => Promise<FusedFlow>;

/** Offsets of named blocks laid out one after another. */
export function layoutOf(
	shapes: readonly {
		readonly name: string;
		readonly shape: readonly number[];
	}[],
): ParameterLayout {
	let size = 0;
	const blocks = shapes.map(({ name, shape }) => {
		const offset = size;
		size += shape.reduce((product, extent) => product * extent, 1);
		return { name, shape, offset };
	});
	return { size, blocks };
}

/**
 * A flow in one thread. Arrays are [count, V], row-major, float32; sums over sites (log q, S) are
 * accumulated in float64. Nothing depends on which other samples share the call.
 */
export interface FusedFlow {
	/** log q and S are [count]; without an action, S is left alone. */
	sample(
		parameters: Float32Array,
		latent: Float32Array,
		fields: Float32Array,
		logDensity: Float64Array,
		action: Float64Array,
		call?: FlowCall,
	): void;
	/**
	 * The same, and adds d/dtheta of sum over samples of (log q + S) to `gradient` (reverse
	 * Kullback-Leibler, reparametrised).
	 */
	gradient(
		parameters: Float32Array,
		latent: Float32Array,
		gradient: Float64Array,
		logDensity: Float64Array,
		action: Float64Array,
		call?: FlowCall,
	): void;
	/** The action from now on, of no higher degree than the first; where a flow for a range of targets may stand on this one. */
	setAction?(action: Polynomial): void;
	/** log q of given fields, through the inverse; `latent` receives the inverse image. */
	density(
		parameters: Float32Array,
		fields: Float32Array,
		latent: Float32Array,
		logDensity: Float64Array,
		call?: FlowCall,
	): void;
}
