/** Cells without a result, in words. */
import { element, groupBy } from "../../core/elements.js";
import { enumerate } from "../text/format.js";
import { endingText, reasonText } from "../text/reason.js";
import type { Section } from "./model.js";

/** One line for each way in which cells of a sampler ended: "mine, seeds 1 and 2: failed while drawing: ...". */
export function lostLines({ absent }: Section): string[] {
	const alike = groupBy(absent, ({ sampler, status, reason }) =>
		JSON.stringify([sampler.key, status, reason]),
	);
	return [...alike.values()].map((cells) => {
		const { sampler, status, reason } = element(cells, 0);
		const seeds = enumerate(cells.map(({ seed }) => String(seed)));
		return `${sampler.label}, ${cells.length === 1 ? "seed" : "seeds"} ${seeds}: ${reasonText(endingText(status, reason))}`;
	});
}
