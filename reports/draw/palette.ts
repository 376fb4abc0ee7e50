/**
 * Colour, shape and dash of each sampler. They are the same on every chart of a page, and on all
 * pages that name the same built-in samplers. The colours are those of Okabe and Ito,
 * https://jfly.uni-koeln.de/color/, ordered for contrast on white, without the yellow, which
 * vanishes there.
 */
import { element } from "../../core/elements.js";
export interface Style {
	/** Colour on paper and on light pages. */
	readonly color: string;
	/** Colour on dark pages. */
	readonly dark: string;
	/** Name of a Vega symbol. */
	readonly shape: string;
	readonly dash: readonly number[];
}

export const styles: readonly Style[] = [
	{ color: "#0072B2", dark: "#4FB0E8", shape: "circle", dash: [] },
	{ color: "#D55E00", dark: "#FF8A3D", shape: "square", dash: [6, 2] },
	{ color: "#009E73", dark: "#2FCB9E", shape: "triangle-up", dash: [2, 2] },
	{ color: "#B65A92", dark: "#E79CC6", shape: "diamond", dash: [8, 3, 2, 3] },
	{ color: "#C98700", dark: "#F2B33D", shape: "triangle-down", dash: [4, 4] },
	{ color: "#4A4F57", dark: "#C9CED6", shape: "cross", dash: [1, 3] },
	{ color: "#56B4E9", dark: "#9AD4F5", shape: "triangle-right", dash: [10, 3] },
	{
		color: "#7A5C2E",
		dark: "#CDB083",
		shape: "triangle-left",
		dash: [5, 2, 1, 2, 1, 2],
	},
];

/** Fixed places of the built-in samplers, so that they look the same in all reports. */
const fixed: Readonly<Record<string, number>> = {
	hmc: 0,
	realnvp: 1,
	"neural-spline": 2,
	"equivariant-cnf": 3,
};

/**
 * One style for each sampler, in the given order. The first label of a built-in sampler takes its
 * fixed place, and the others take free places. Beyond eight samplers, shapes and dashes shift
 * against the colours.
 */
export function assignStyles(
	samplers: readonly { readonly name: string; readonly label: string }[],
): Style[] {
	const taken = new Set<number>();
	const places = samplers.map((sampler) => {
		const place = fixed[sampler.name];
		if (place === undefined || taken.has(place)) return undefined;
		taken.add(place);
		return place;
	});
	let next = 0;
	return places.map((place) => {
		if (place !== undefined) return element(styles, place);
		while (taken.has(next)) next++;
		taken.add(next);
		const round = Math.floor(next / styles.length);
		const base = element(styles, next % styles.length);
		const { shape, dash } = element(styles, (next + 3 * round) % styles.length);
		return { ...base, shape, dash };
	});
}

/** Colours that do not belong to samplers. The style sheet maps each to its counterpart on dark pages. */
export const ink = {
	text: "#22262B",
	muted: "#626A74",
	axis: "#9AA1AA",
	grid: "#E4E7EB",
	band: "#D5DAE0",
	paper: "#FFFFFF",
} as const;

/** From agreement to contradiction: |z| up to 1, 2, 3, 4 and beyond, the same for both signs. */
export const zColors = [
	"#EEF3F7",
	"#D6E4EF",
	"#F6DFC0",
	"#EDB07A",
	"#D5753B",
] as const;
export const zLimits = [1, 2, 3, 4] as const;

/** Phases of a cell, from preparation (warm) to drawing (blue). */
export const phaseColors: Readonly<Record<string, string>> = {
	start: "#D0D0D0",
	compile: "#8C8C8C",
	tune: "#E3C08A",
	train: "#C98700",
	thermalise: "#EBD9BB",
	draw: "#0072B2",
	transfer: "#6FB1DE",
	measure: "#A9CCE3",
};
