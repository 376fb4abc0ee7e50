/** The pages of journals and slides, and how charts fit on them. */
import type { Chart, ChartContent, Layout } from "../charts/chart.js";
import type { Family } from "../draw/families.js";
import { legend } from "./legend.js";

export interface PageSize {
	readonly width: number;
	/** Room for a figure: the page of a journal minus a caption, or the slide. */
	readonly height: number;
	readonly fontSize: number;
	/** Letters may shrink to this size if a picture is taller than the page. */
	readonly smallest: number;
}

const cm = 72 / 2.54;

/** In points. */
export const figureTargets = {
	prd1: { width: 8.6 * cm, height: 21 * cm, fontSize: 8, smallest: 8 },
	prd2: { width: 17.8 * cm, height: 21 * cm, fontSize: 8, smallest: 8 },
	jhep: { width: 15.1 * cm, height: 18.5 * cm, fontSize: 8.5, smallest: 8 },
	slides: { width: 720, height: 405, fontSize: 14, smallest: 8 },
} as const satisfies Readonly<Record<string, PageSize>>;
export type FigureTarget = keyof typeof figureTargets;

/** Vega rounds positions to whole units. A quarter of a point is too small to see. */
export const unitsPerPoint = 4;

/** The chart with letters of the usual size, or of a smaller size that makes its tallest panel fit. */
export function sizedContent(
	target: PageSize,
	chart: Chart,
	build: (layout: Layout) => ChartContent | undefined,
	{ family }: Family,
): { readonly content: ChartContent; readonly layout: Layout } | undefined {
	const layoutAt = (points: number) =>
		panelLayout(
			chart,
			target.width * unitsPerPoint,
			points * unitsPerPoint,
			family,
		);
	const layout = layoutAt(target.fontSize);
	const content = build(layout);
	if (content === undefined) return undefined;
	const tallest = Math.max(...content.panels.map(({ height }) => height));
	// The key and the title of a panel also need some lines.
	const key = legend(content.legend, target.width * unitsPerPoint, layout);
	const heading = content.panels.length > 1 ? 1.5 * layout.fontSize : 0;
	const room = target.height * unitsPerPoint - key.height - heading;
	if (tallest <= room || target.smallest >= target.fontSize)
		return { content, layout };
	const points = (target.fontSize * room) / tallest;
	const smaller = layoutAt(Math.max(target.smallest, points));
	return { content: build(smaller) ?? content, layout: smaller };
}

/** Small multiples stand side by side if the page is wide enough. */
function panelLayout(
	chart: Chart,
	width: number,
	fontSize: number,
	font: string,
): Layout {
	const columns =
		chart.panels === "many"
			? Math.max(1, Math.floor(width / (fontSize * 24)))
			: 1;
	const gap = fontSize * 1.5;
	// A single chart would look empty on a wide page, so it takes only the width that a reader needs,
	// in the middle.
	const limit = chart.panels === "many" ? width : fontSize * 54;
	return {
		width: Math.min((width - gap * (columns - 1)) / columns, limit),
		fontSize,
		font,
	};
}
