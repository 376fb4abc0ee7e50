/**
 * Vega-Lite to Vega to SVG, without a canvas. Vega would guess the width of text. We measure it
 * with the real font (https://github.com/vega/vega/pull/3792), so nothing is clipped.
 */
import type { LoggerInterface, Spec as VegaSpec, View as VegaView } from "vega";
import type { TopLevelSpec } from "vega-lite";
import type { Spec } from "../charts/chart.js";
import type { Weight } from "./families.js";
import { fontFamily, textWidth } from "./fonts.js";
import { emptied, refilled } from "./templates.js";
import { compile, vega } from "./vega-library.js";

/** The properties of a text item of the scene graph that measuring needs. */
interface TextItem {
	readonly font?: string;
	readonly fontSize?: number;
	readonly fontWeight?: string | number;
	readonly text?: unknown;
}

/** Missing in Vega's types. */
interface TextMetrics {
	width(item: TextItem, text?: unknown): number;
}

function installMetrics(): void {
	const { textMetrics } = vega as unknown as { textMetrics: TextMetrics };
	// This measures the whole text. No chart sets a limit, because labels are shortened earlier.
	textMetrics.width = (item, text) =>
		textWidth(String(text ?? item.text ?? "").trim(), item.fontSize ?? 11, {
			font: item.font ?? fontFamily,
			weight: weightOf(item),
		});
}

function weightOf(item: TextItem): Weight {
	return item.fontWeight === "bold" || Number(item.fontWeight) >= 600
		? "bold"
		: "normal";
}

installMetrics();

const templates = new Map<string, VegaSpec>();

/**
 * Compiles an emptied specification (see templates.ts).
 * @throws Error if it is not valid Vega-Lite
 */
export function compileTemplate(key: string): VegaSpec {
	let template = templates.get(key);
	if (template === undefined) {
		template = compiled(JSON.parse(key) as Spec);
		templates.set(key, template);
	}
	return template;
}

/** @throws Error if the specification is not valid Vega-Lite */
export function compileSpec(spec: Spec): VegaSpec {
	const { key, ...fillings } = emptied(spec);
	return refilled(compileTemplate(key), fillings) as VegaSpec;
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

/** A static picture. The same specification gives the same bytes. */
export async function renderSvg(spec: VegaSpec): Promise<string> {
	const view = await renderView(spec);
	const svg = await view.toSVG();
	view.finalize();
	return renumbered(svg);
}

/** Vega counts the ids of clips over the life of the process. Here each picture starts again at the first. */
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

/** Whether a label extends beyond the edge of the picture. */
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

/** A view that has run, with its scene graph. The caller must finalise it. */
export async function renderView(spec: VegaSpec): Promise<VegaView> {
	// Nothing is ever fetched: the specification contains all data.
	const loader = vega.loader();
	loader.load = (uri: string) =>
		Promise.reject(new Error(`not loaded: ${uri}`));
	const view = new vega.View(vega.parse(spec), {
		renderer: "none",
		loader,
		logLevel: vega.Error,
	});
	await view.runAsync();
	// When the plot shrinks to make room for labels, its ticks may change. Then it runs again for the
	// new ones.
	if (overflows(view, spec)) await view.resize().runAsync();
	return view;
}
