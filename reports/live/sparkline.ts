/** The small curves of the live page. It holds no script, so they are plain SVG. */
import { escapeHtml } from "../text/escape.js";

const width = 100;
const height = 24;

/** A small curve without axes, from the lowest value to the highest. Empty for fewer than two points. */
export function sparkline(
	points: readonly (readonly [number, number])[],
	name: string,
): string {
	if (points.length < 2) return "";
	const xs = points.map(([x]) => x);
	const ys = points.map(([, y]) => y);
	const place = (value: number, all: readonly number[], extent: number) => {
		const low = Math.min(...all);
		const span = Math.max(...all) - low;
		return span > 0 ? ((value - low) / span) * extent : extent / 2;
	};
	const path = points
		.map(
			([x, y], i) =>
				`${i === 0 ? "M" : "L"}${place(x, xs, width).toFixed(1)},${(height - place(y, ys, height)).toFixed(1)}`,
		)
		.join("");
	return `<svg class="spark" viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" role="img" aria-label="${escapeHtml(name)} against time"><path d="${path}"/></svg>`;
}
