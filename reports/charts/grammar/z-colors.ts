/** How many standard errors, as a colour: one scale and one legend for all charts of z. */
import { zColors, zLimits } from "../../draw/palette.js";

/** Colour of the field `size`, |z|. */
export const zColor = {
	field: "size",
	type: "quantitative",
	legend: null,
	scale: { type: "threshold", domain: [...zLimits], range: [...zColors] },
} as const;

/** A value on a limit has the colour above it. */
export const zLegend = zColors.map((color, i) => ({
	label:
		i === 0
			? `|z| < ${zLimits[0]}`
			: i === zLimits.length
				? `≥ ${zLimits[i - 1]}`
				: `< ${zLimits[i]}`,
	color,
	shape: "square" as const,
}));
