/**
 * The architecture of a gauge-equivariant coupling flow of U(1) links as plain data. The ops and the kernels
 * build themselves from it.
 */
import { element } from "../../core/elements.js";
import type { Lattice } from "../../core/lattice.js";
import type { LinearMap } from "../coupling/config.js";
import { layoutOf, type ParameterLayout } from "../flow/flow.js";

export interface GaugeCouplingConfig {
	/** Layer l moves the links of direction l mod 2 on every fourth row or column, the (l / 2 mod 4)-th. */
	readonly layers: number;
	/** Channels of each hidden layer of the nets. */
	readonly hidden: readonly number[];
	/** Odd extent of the convolutions. */
	readonly kernel: number;
	readonly transform: CircleTransform;
	/** Of Wilson's action. */
	readonly beta: number;
}

/** A map of the circle, followed by a rotation by the net's last number. */
export type CircleTransform =
	/** Mean of `components` Möbius maps tan(x'/2) = e^s tan(x/2) (non-compact projection, arXiv:2002.02428). */
	| { readonly kind: "ncp"; readonly components: number }
	/** Rational-quadratic spline whose two ends have one derivative. */
	| { readonly kind: "spline"; readonly bins: number };

/** How many numbers the net gives at each active plaquette; the last is the rotation. */
export function outputsOf(transform: CircleTransform): number {
	return (
		1 + (transform.kind === "ncp" ? transform.components : 3 * transform.bins)
	);
}

/** From cos and sin of the frozen plaquettes to the numbers of the transform. */
export function netMaps(config: GaugeCouplingConfig): LinearMap[] {
	const channels = [2, ...config.hidden, outputsOf(config.transform)];
	return channels.slice(1).map((outputs, i) => ({
		taps: config.kernel ** 2,
		inputs: element(channels, i),
		outputs,
	}));
}

export function gaugeCouplingLayout(
	config: GaugeCouplingConfig,
): ParameterLayout {
	const shapes: { name: string; shape: readonly number[] }[] = [];
	for (let layer = 0; layer < config.layers; layer++)
		for (const [i, { taps, inputs, outputs }] of netMaps(config).entries()) {
			shapes.push({
				name: `${layer}/${i}/weight`,
				shape: [taps, inputs, outputs],
			});
			shapes.push({ name: `${layer}/${i}/bias`, shape: [outputs] });
		}
	return layoutOf(shapes);
}

/** Whether the stripes close on the torus. */
export function stripesFit({
	dimension,
	shape,
}: Pick<Lattice, "dimension" | "shape">): boolean {
	return dimension === 2 && shape.every((extent) => extent % 4 === 0);
}
