/**
 * The architecture of a coupling flow as plain data. Both the composed ops and the kernels build
 * themselves from it.
 */
import type { Polynomial } from "../../actions/action.js";
import { element } from "../../core/elements.js";
import { type Lattice, parity, shifted } from "../../core/lattice.js";
import { layoutOf, type ParameterLayout } from "../flow/flow.js";

export interface CouplingConfig {
	/** Number of coupling layers. Layer l changes the sites of parity l mod 2. */
	readonly layers: number;
	/** The kind of net that maps the frozen sites to the numbers at the active ones. */
	readonly conditioner: ConditionerKind;
	/** Channels (or units) of each hidden layer of a conditioner. There is at least one hidden layer. */
	readonly hidden: readonly number[];
	/** Odd extent of the convolutions. A dense conditioner ignores it. */
	readonly kernel: number;
	readonly transform: TransformConfig;
	readonly prior: PriorConfig;
	/** Whether the flow ends with a trainable common factor of all fields. */
	readonly rescale: boolean;
	/** Whether a trainable map of every site's value comes before that factor (reference/pointwise.ts). */
	readonly pointwise?: boolean;
}

/**
 * `convolutional`: all sites share their weights, so the flow commutes with translations that keep
 * the colours. `dense`: every frozen site is connected to every unit, and every unit to every
 * active site, as in arXiv:2105.12481. Then there is no symmetry, and the number of parameters
 * grows with V.
 */
export type ConditionerKind = "convolutional" | "dense";

export type TransformConfig =
	| { readonly kind: "affine" }
	| {
			readonly kind: "spline";
			readonly bins: number;
			/** The spline acts on [-bound, bound] and is the identity outside. */
			readonly bound: number;
			/** An odd spline with an even conditioner: the flow commutes with phi -> -phi. */
			readonly odd: boolean;
	  };

export type PriorConfig =
	| { readonly kind: "normal" }
	| {
			readonly kind: "freeField";
			/** Initial M^2, in units of the lattice. */
			readonly mass2: number;
			readonly trainable: boolean;
			/** Coefficient of (phi_{x+mu} - phi_x)^2. */
			readonly kinetic: number;
	  }
	| {
			/** exp(-S) of another action, not normalised: the density of given configurations (`FlowCall.latent`). */
			readonly kind: "action";
			readonly action: Polynomial;
	  };

/** Slope of the leaky rectifiers below zero. */
export const leakySlope = 0.01;

/** How many numbers the conditioner gives at each active site. */
export function transformOutputs(transform: TransformConfig): number {
	if (transform.kind === "affine") return 2;
	// Widths, heights and inner derivatives. An odd spline has one more derivative, at zero.
	return transform.odd ? 3 * transform.bins : 3 * transform.bins - 1;
}

/** Channels of a convolutional conditioner, from the field to the numbers of the transform. */
export function channelsOf(config: CouplingConfig): number[] {
	return [1, ...config.hidden, transformOutputs(config.transform)];
}

/** One linear map of a conditioner: weights [taps, inputs, outputs], biases [outputs]. */
export interface LinearMap {
	readonly taps: number;
	readonly inputs: number;
	readonly outputs: number;
}

/**
 * The maps of a layer's conditioner. A dense conditioner is also written as convolutions, between
 * the sites and a single place that holds all units. Its first map has a tap for each frozen site.
 * The channels of its last map are the numbers of all active sites, [active site][output].
 */
export function linearMaps(
	lattice: Lattice,
	config: CouplingConfig,
	layer: number,
): LinearMap[] {
	const dense = config.conditioner === "dense";
	const active = dense ? activeSites(lattice, layer).length : 1;
	const channels = channelsOf(config);
	const last = channels.length - 2;
	return Array.from({ length: last + 1 }, (_, i) => {
		const taps = dense ? 1 : config.kernel ** lattice.dimension;
		return {
			taps: dense && i === 0 ? lattice.sites - active : taps,
			inputs: element(channels, i),
			outputs: element(channels, i + 1) * (i === last ? active : 1),
		};
	});
}

/** Whether the first map has no bias and is followed by |x|, which makes the conditioner even. */
export function isEven(config: CouplingConfig): boolean {
	return config.transform.kind === "spline" && config.transform.odd;
}

export function couplingLayout(
	lattice: Lattice,
	config: CouplingConfig,
): ParameterLayout {
	const shapes: { name: string; shape: readonly number[] }[] = [];
	if (config.prior.kind === "freeField" && config.prior.trainable)
		shapes.push({ name: "prior/logMass2", shape: [1] });
	for (let layer = 0; layer < config.layers; layer++) {
		for (const [i, map] of linearMaps(lattice, config, layer).entries()) {
			shapes.push({
				name: `${layer}/${i}/weight`,
				shape: [map.taps, map.inputs, map.outputs],
			});
			shapes.push({ name: `${layer}/${i}/bias`, shape: [map.outputs] });
		}
	}
	if (config.pointwise === true)
		shapes.push({ name: "pointwise/logCoefficient", shape: [1] });
	if (config.rescale) shapes.push({ name: "logScale", shape: [1] });
	return layoutOf(shapes);
}

/** The block with this name. */
export function blockOf(layout: ParameterLayout, name: string) {
	const block = layout.blocks.find((candidate) => candidate.name === name);
	if (block === undefined) throw new RangeError(`no parameters named ${name}`);
	return block;
}

/**
 * Sites that layer `layer` changes, in ascending order. On an odd extent two neighbours may share a
 * colour. The coupling stays exact.
 */
export function activeSites(lattice: Lattice, layer: number): number[] {
	const sites: number[] = [];
	for (let site = 0; site < lattice.sites; site++)
		if (parity(lattice, site) === layer % 2) sites.push(site);
	return sites;
}

/** Displacements of the taps of a kernel, row-major, [taps][dimension]. */
export function tapOffsets(dimension: number, kernel: number): number[][] {
	const reach = (kernel - 1) / 2;
	let offsets: number[][] = [[]];
	for (let mu = 0; mu < dimension; mu++) {
		offsets = offsets.flatMap((offset) =>
			Array.from({ length: kernel }, (_, i) => [...offset, i - reach]),
		);
	}
	return offsets;
}

/** The site at a displacement, with periodic boundaries. */
export function displaced(
	lattice: Lattice,
	site: number,
	offset: readonly number[],
): number {
	return offset.reduce((at, step, mu) => shifted(lattice, at, mu, step), site);
}
