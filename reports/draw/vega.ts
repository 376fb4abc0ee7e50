/**
 * Vega-Lite to Vega to SVG, without a canvas. Vega would guess the width of text; it is measured
 * with the real font instead (https://github.com/vega/vega/pull/3792), so nothing is clipped.
 */
import type { LoggerInterface, Spec as VegaSpec, View as VegaView } from "vega";
import type { TopLevelSpec } from "vega-lite";
import type { Spec } from "../charts/chart.js";
import { textWidth, type Weight } from "./fonts.js";
import { emptied, filled } from "./templates.js";
import { compile, vega } from "./vega-library.js";

/** A text item of the scene graph, as far as measuring needs it. */
interface TextItem {
	readonly font?: string;
	readonly fontSize?: number;
	readonly fontWeight?: string | number;
	readonly text?: unknown;
}

/** Not in Vega's typings. */
interface TextMetrics {
	width(item: TextItem, text?: unknown): number;
}

function installMetrics(): void {
	const { textMetrics } = vega as unknown as { textMetrics: TextMetrics };
	// Of the whole text: no chart sets a limit, labels are shortened before they get here.
	textMetrics.width = (item, text) =>
		textWidth(
			String(text ?? item.text ?? "").trim(),
			item.fontSize ?? 11,
			weightOf(item),
		);
}

function weightOf(item: TextItem): Weight {
	return item.fontWeight === "bold" || Number(item.fontWeight) >= 600
		? "bold"
		: "normal";
}

installMetrics();

const templates = new Map<string, VegaSpec>();

/**
 * What becomes of an emptied specification; see templates.ts.
 * @throws Error where it is not valid Vega-Lite.
 */
export function compileTemplate(key: string): VegaSpec {
	let template = templates.get(key);
	if (template === undefined) {
		template = compiled(JSON.parse(key) as Spec);
		templates.set(key, template);
	}
	return template;
}

/** @throws Error where the specification is not valid Vega-Lite. */
export function compileSpec(spec: Spec): VegaSpec {
	const { key, ...fillings } = emptied(spec);
	return filled(compileTemplate(key), fillings) as VegaSpec;
}

function compiled(spec: Spec): VegaSpec {
	const problems: unknown[] = [];
	const collect = (...messages: unknown[]) => {
		problems.push(...messages);
		return logger;
	};
	const logger = {
		level: () => logger,
		error: collect,
		warn: collect,
		info: () => logger,
		debug: () => logger,
	};
	const result = compile(spec as unknown as TopLevelSpec, {
		logger: logger as unknown as LoggerInterface,
	}).spec;
	if (problems.length > 0) throw new Error(problems.map(String).join("; "));
	return result;
}

/** Static picture; the same bytes for the same specification. */
export async function renderSvg(spec: VegaSpec): Promise<string> {
	const view = await renderView(spec);
	const svg = await view.toSVG();
	view.finalize();
	return renumbered(svg);
}

/** Vega counts the ids of clips over the life of the process; here they start anew in each picture. */
function renumbered(svg: string): string {
	const ids = new Map<string, string>();
	return svg.replace(
		/(id="|url\(#)(clip|gradient_?)(\d+)/g,
		(_, before: string, kind: string, number: string) => {
			const key = kind + number;
			const id = ids.get(key) ?? `${kind}${ids.size}`;
			ids.set(key, id);
			return before + id;
		},
	);
}

interface Sides {
	readonly left: number;
	readonly top: number;
	readonly right: number;
	readonly bottom: number;
}

/** Whether a label reaches over the edge of the picture. */
function overflows(view: VegaView, spec: VegaSpec): boolean {
	const { root } = view.scenegraph() as unknown as {
		root: { bounds: { x1: number; x2: number; y1: number; y2: number } };
	};
	const { left, top, right, bottom } = view.padding() as Sides;
	const [x, y] = view.origin();
	const { x1, x2, y1, y2 } = root.bounds;
	return (
		left + x + x1 < 0 ||
		top + y + y1 < 0 ||
		left + x + x2 > Number(spec.width) - right ||
		top + y + y2 > Number(spec.height) - bottom
	);
}

/** A view that has run, for its scene graph. The caller finalises it. */
export async function renderView(spec: VegaSpec): Promise<VegaView> {
	// No data is ever fetched: everything is in the specification.
	const loader = vega.loader();
	loader.load = (uri: string) =>
		Promise.reject(new Error(`not loaded: ${uri}`));
	const view = new vega.View(vega.parse(spec), {
		renderer: "none",
		loader,
		logLevel: vega.Error,
	});
	await view.runAsync();
	// Ticks may change when the plot shrinks to make room for labels: once more for the new ones.
	if (overflows(view, spec)) await view.resize().runAsync();
	return view;
}
