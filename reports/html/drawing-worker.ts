/** The thread of drawing.ts. Only this part of a report loads Vega. */
import { parentPort } from "node:worker_threads";
import type { Spec as VegaSpec } from "vega";
import { refilled } from "../draw/templates.js";
import { compileTemplate, renderSvg } from "../draw/vega.js";
import { escapeHtml } from "../text/escape.js";
import type { Answer, Question, Sketch } from "./drawing.js";

interface Asked {
	readonly number: number;
	readonly question: Question;
}

let last: Promise<void> = Promise.resolve();

// One after the other: views that run at the same time would need memory at the same time.
parentPort?.on("message", ({ number, question }: Asked) => {
	last = last.then(async () => {
		parentPort?.postMessage(await answer(number, question));
	});
});

async function answer(number: number, question: Question): Promise<Answer> {
	try {
		return { number, texts: await textsOf(question) };
	} catch (error) {
		return { number, error: String(error) };
	}
}

async function textsOf(question: Question): Promise<(string | undefined)[]> {
	if (question.kind === "templates")
		return question.keys.map((key) => JSON.stringify(compileTemplate(key)));
	const pictures: (string | undefined)[] = [];
	let left = question.limit;
	let largest = 0;
	for (const sketch of question.sketches) {
		if (left <= largest) {
			pictures.push(undefined);
			continue;
		}
		const picture = await drawn(sketch);
		left -= picture.length;
		largest = Math.max(largest, picture.length);
		pictures.push(picture);
	}
	return pictures;
}

async function drawn({ id, emptied, description }: Sketch): Promise<string> {
	const spec = refilled(compileTemplate(emptied.key), emptied) as VegaSpec;
	return embedded(await renderSvg(spec), id, description);
}

/**
 * Prepares a picture to stand with others in one document: unique ids, one label instead of one for
 * every mark, coordinates with one decimal, and the font of the style sheet.
 */
function embedded(svg: string, id: string, description: string): string {
	return svg
		.replace(
			/ (aria-[a-z]+|role|class|pointer-events|font-family)="[^"]*"/g,
			"",
		)
		.replace(/<path d="[^"]*" display="none"\/>|<path d="M0,0h0v0h0Z"\/>/g, "")
		.replace(/ (opacity="1"|stroke-width="0"|fill="transparent")/g, "")
		.replace(/<g>\s*<\/g>/g, "")
		.replace(/(id="|url\(#)(clip|gradient)/g, `$1${id}-$2`)
		.replace(/ (d|transform|x|y|x1|x2|y1|y2|width|height)="[^"]*"/g, (text) =>
			text.replace(/-?\d+\.\d{2,}/g, (number) =>
				String(Number(Number(number).toFixed(1))),
			),
		)
		.replace(
			"<svg ",
			`<svg role="img" aria-label="${escapeHtml(description)}" `,
		);
}
