/** Names in the key become switches. What is not chosen fades in all charts, or is hidden. */
import { chosenIds, samplerLabels } from "./charts";
import { choices, choose, follow } from "./store";

export function chooseSamplers(): void {
	for (const key of document.querySelectorAll<HTMLElement>(".samplers")) {
		const items = [...key.querySelectorAll<HTMLElement>("[data-sampler]")];
		if (items.length < 2) continue;
		for (const item of items) {
			const button = document.createElement("button");
			button.type = "button";
			button.append(...item.childNodes);
			item.append(button);
			button.addEventListener("click", () => {
				const label = samplerLabels()[item.dataset.sampler ?? ""] ?? "";
				const { samplers } = choices();
				const others = samplers.filter((other) => other !== label);
				const next =
					others.length < samplers.length ? others : [...samplers, label];
				choose({
					samplers: next,
					...(next.length === 0 ? { only: false } : {}),
				});
			});
		}
		key.append(hiding());
	}
	follow((chosen) => {
		const ids = chosenIds(chosen);
		for (const item of document.querySelectorAll<HTMLElement>(
			".samplers [data-sampler]",
		))
			item
				.querySelector("button")
				?.setAttribute(
					"aria-pressed",
					String(ids?.includes(item.dataset.sampler ?? "") ?? false),
				);
		for (const box of document.querySelectorAll<HTMLInputElement>(
			".samplers input",
		)) {
			box.checked = chosen.only && ids !== undefined;
			box.disabled = ids === undefined;
		}
		const hidden = chosen.only ? ids : undefined;
		for (const one of document.querySelectorAll<HTMLElement>(
			".ranking [data-sampler], .panel[data-sampler], .fields[data-sampler]",
		))
			one.hidden =
				hidden !== undefined && !hidden.includes(one.dataset.sampler ?? "");
	});
}

function hiding(): HTMLElement {
	const item = document.createElement("li");
	const label = document.createElement("label");
	const box = document.createElement("input");
	box.type = "checkbox";
	box.addEventListener("change", () => choose({ only: box.checked }));
	label.append(box, " hide those that are not chosen");
	item.append(label);
	return item;
}
