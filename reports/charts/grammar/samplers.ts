/** The style of samplers: a sampler looks the same on every chart. */
import type { SamplerIdentity } from "../../model/identity.js";
import type { Layout, LegendItem, Spec } from "../chart.js";

/** A style that depends on the field `sampler` of the data. */
function bySampler(
	samplers: readonly SamplerIdentity[],
	look: (sampler: SamplerIdentity) => unknown,
): Spec {
	return {
		field: "sampler",
		type: "nominal",
		legend: null,
		scale: { domain: samplers.map((s) => s.id), range: samplers.map(look) },
	};
}

export function colorOf(samplers: readonly SamplerIdentity[]): Spec {
	return bySampler(samplers, ({ style }) => style.color);
}

export function shapeOf(samplers: readonly SamplerIdentity[]): Spec {
	return bySampler(samplers, ({ style }) => style.shape);
}

/** Dashes whose length follows the size of the text. */
export function dashOf(
	samplers: readonly SamplerIdentity[],
	layout: Layout,
): Spec {
	return bySampler(samplers, ({ style }) =>
		style.dash.map((length) => (length * layout.fontSize) / 12),
	);
}

/** Full opacity, except for samplers other than the emphasised ones. */
export function fading(opacity: number): Spec {
	return {
		condition: {
			test: "focus === null || indexof(focus, datum.sampler) >= 0",
			value: opacity,
		},
		value: opacity * 0.12,
	};
}

/** The words of a mark: its tooltip, and the text for screen readers. */
export const words: Spec = {
	tooltip: { field: "text", type: "nominal" },
	description: { field: "text", type: "nominal" },
};

/** For marks that repeat what others say. Screen readers skip them. */
export const silent: Spec = { aria: false };

/** @param rows if given, only the samplers of these rows */
export function samplerLegend(
	samplers: readonly SamplerIdentity[],
	rows?: readonly { readonly sampler: SamplerIdentity }[],
): LegendItem[] {
	return samplers
		.filter(
			({ key }) => rows?.some(({ sampler }) => sampler.key === key) ?? true,
		)
		.map(({ label, style }) => ({ label, ...style }));
}
