/**
 * Contract of a normalizing flow: a differentiable bijection f of independent standard normals with
 * a known density q(f(z)) = N(z) / |det df/dz|. An architecture implements `Flow`. Training,
 * sampling and correction are shared (engine.ts, training/train.ts, sampler.ts).
 *
 * A flow treats real scalar fields, with a normal prior and arrays [count, V], or (`links`) angles of
 * U(1) links, with the uniform prior and arrays [count, d V], direction first; in what follows V is then d V.
 *
 * Every flow is written in TensorFlow.js ops, which are the reference and run on every backend. It
 * is written again as a fused kernel for the embedded backend, with samples in the SIMD lanes, and
 * where it pays once more in kernels for GPUs. Parity tests compare them.
 *
 *   // phi = e^s z with one parameter s
 *   export function scaling(lattice: Lattice): Flow {
 *     const constant = 0.5 * lattice.sites * Math.log(2 * Math.PI);
 *     const logDensity = (s: Tensor1D, z: Tensor2D): Tensor1D => {
 *       const logNormal = tf.sub(tf.mul(-0.5, tf.sum(tf.square(z), 1)), constant);
 *       return tf.sub(logNormal, tf.mul(s, lattice.sites));
 *     };
 *     return {
 *       lattice,
 *       layout: layoutOf([{ name: "scale", shape: [1] }]),
 *       initialise: () => new Float32Array(1),
 *       forward: (s, z) => ({ fields: tf.mul(z, tf.exp(s)), logDensity: logDensity(s, z) }),
 *       inverse: (s, fields) => {
 *         const latent: Tensor2D = tf.mul(fields, tf.exp(tf.neg(s)));
 *         return { latent, logDensity: logDensity(s, latent) };
 *       },
 *     };
 *   }
 */
import type { Polynomial } from "../../actions/action.js";
import type { Lattice } from "../../core/lattice.js";
import type { Random } from "../../core/random.js";
import type { Tensor1D, Tensor2D } from "../../tensor/tf.js";

/** Numbers besides the parameters that the evaluation depends on, such as the steps of an integrator. */
export type FlowSettings = Readonly<Record<string, number>>;

/**
 * Estimator of the gradient of E_q[log q + S]. `total` differentiates everything. `path` drops the explicit dependence
 * of log q on the parameters, whose mean is zero (arXiv:2207.08219): less noise near the optimum, more work per sample.
 */
export type GradientEstimator = "total" | "path";

/** How to evaluate a flow. The defaults are the flow's own settings and `total`. */
export interface FlowCall {
	readonly settings?: FlowSettings;
	readonly estimator?: GradientEstimator;
	/**
	 * Number of the first sample in its stream, 0 by default. A flow for a range of targets finds the
	 * target of each sample with it.
	 */
	readonly first?: number;
	/**
	 * Of `sample` and `gradient`: configurations [count, V] that stand for the normals of the stream, for
	 * flows whose prior is another density (samplers/coupling/config.ts). GPU engines have none.
	 */
	readonly latent?: Float32Array;
}

/** Blocks of one flat float32 vector. */
export interface ParameterLayout {
	readonly size: number;
	readonly blocks: readonly {
		readonly name: string;
		readonly shape: readonly number[];
		readonly offset: number;
	}[];
}

export interface Architecture {
	readonly kind: string;
	/** The settings of drawing are added to it. */
	readonly config: Readonly<Record<string, unknown>>;
	/** The parameters for these settings and their layout, where they are not those of the flow. */
	readonly parametersAt?: (
		parameters: Float32Array,
		settings: FlowSettings,
	) => { readonly values: Float32Array; readonly layout: ParameterLayout };
}

/** What training and drawing know of any flow. An engine evaluates it. */
export interface FlowShape {
	readonly layout: ParameterLayout;
	/** Multiplications and additions of one draw, counted and not measured: what every implementation needs at least. */
	readonly operations?: (settings: FlowSettings) => number;
	/** What rebuilds it elsewhere, as plain data, where its format is published (docs/python.md). */
	readonly architecture?: Architecture;
	/** Of a flow in time: the states of one latent at even times, the noise of the prior first and the field last. */
	readonly path?: (
		parameters: Float32Array,
		latent: Float32Array,
		settings: FlowSettings,
	) => Promise<readonly Float32Array[]>;
}

export interface Flow extends FlowShape {
	readonly lattice: Lattice;
	/** Latent and final numbers are angles of links; log q is relative to the uniform measure. */
	readonly links?: true;
	/** Initial settings. Absent if the flow has none. */
	readonly settings?: FlowSettings;
	/** Whether the initial parameters are trained ones. Then training begins with a look at them. */
	readonly continued?: boolean;
	/** Initial parameters. With them the flow is the identity, or the stated prior. */
	initialise(random: Random): Float32Array;
	/** Reference: latent normals [batch, V] to fields [batch, V] and log q [batch]. Differentiable in both arguments. */
	forward(
		parameters: Tensor1D,
		latent: Tensor2D,
		settings?: FlowSettings,
		first?: number,
	): { readonly fields: Tensor2D; readonly logDensity: Tensor1D };
	/** Reference of the inverse: maps fields to latent normals and log q of the fields. */
	inverse(
		parameters: Tensor1D,
		fields: Tensor2D,
		settings?: FlowSettings,
		first?: number,
	): { readonly latent: Tensor2D; readonly logDensity: Tensor1D };
	/** For a flow with a range of targets: S of each sample's own target minus S of the action, [batch]. */
	excess?(fields: Tensor2D, settings: FlowSettings, first: number): Tensor1D;
	/** The fused kernel: a module that exports `createFused: FusedFactory`. Every worker thread loads it. */
	readonly fused?: {
		readonly module: string;
		readonly config: unknown;
		/** Fewest samples in a call of the gradient, for kernels whose calls have a cost of their own. 8 by default. */
		readonly chunk?: number;
	};
	/** The kernels for GPUs: a module that exports `createGpu: GpuFactory` (samplers/flow/gpu/flow.ts). */
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

/** Reals of a configuration. */
export function realsOf({ lattice, links }: Flow): number {
	return links === true ? lattice.dimension * lattice.sites : lattice.sites;
}

/** Offsets of named blocks that follow one another. */
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

/** The arrays of some samples. Those that a task neither reads nor writes may be empty. */
export interface FlowBatch<Rows> {
	/** [count, V], row-major float32. */
	readonly latent: Rows;
	/** [count, V], row-major float32. */
	readonly fields: Rows;
	/** log q, [count]. */
	readonly logDensity: Float64Array;
	/** S, [count]; without an action it is left alone. */
	readonly action: Float64Array;
	/** [parameters]. */
	readonly gradient: Float64Array;
}

type FlowTask<Rows, Result> = (
	parameters: Float32Array,
	batch: FlowBatch<Rows>,
	call: FlowCall,
) => Result;

/**
 * What a flow in kernels does with a batch. Sums over sites (log q, S) are accumulated in float64, and
 * no number of a sample depends on which others share the call.
 */
export interface FlowTasks<Rows, Result> {
	/** Reads `latent`; writes `fields`, `logDensity` and `action`. */
	readonly sample: FlowTask<Rows, Result>;
	/**
	 * Reads `latent`; writes `logDensity` and `action`, and adds d/dtheta of the sum over samples of
	 * (log q + S) to `gradient` (reverse Kullback-Leibler, reparametrised). Coupling flows write `fields`
	 * where there is room for them.
	 */
	readonly gradient: FlowTask<Rows, Result>;
	/**
	 * Reads `fields`; writes `logDensity`, through the inverse, and the inverse image to `latent`.
	 * @throws Error where the flow cannot be inverted to the accuracy it claims
	 */
	readonly density: FlowTask<Rows, Result>;
}

/** A flow in one thread. */
export interface FusedFlow extends FlowTasks<Float32Array, void> {
	/** The action from now on, of no higher degree than the first; where a flow for a range of targets may stand on this one. */
	setAction?(action: Polynomial): void;
	/**
	 * The target as seen from the latent space, S~(z) = S(f(z)) + log q(f(z)) + z^2 / 2. Reads `latent`;
	 * writes `fields`, `logDensity` and `action`, and d S~ / dz of each sample to `slope`, [count, V].
	 * Absent where chains cannot run in the latent space.
	 */
	pullBack?(
		parameters: Float32Array,
		batch: FlowBatch<Float32Array>,
		slope: Float32Array,
	): void;
}

/** A batch of `count` samples: arrays that are not given are empty, but for log q and S. */
export function batchOf(
	count: number,
	given: Partial<FlowBatch<Float32Array>>,
): FlowBatch<Float32Array> {
	return {
		latent: new Float32Array(0),
		fields: new Float32Array(0),
		logDensity: new Float64Array(count),
		action: new Float64Array(count),
		gradient: new Float64Array(0),
		...given,
	};
}

/** Samples [start, end) of a batch; its gradient is that of the whole. */
export function partOf(
	batch: FlowBatch<Float32Array>,
	reals: number,
	start: number,
	end: number,
): FlowBatch<Float32Array> {
	return {
		latent: batch.latent.subarray(start * reals, end * reals),
		fields: batch.fields.subarray(start * reals, end * reals),
		logDensity: batch.logDensity.subarray(start, end),
		action: batch.action.subarray(start, end),
		gradient: batch.gradient,
	};
}
