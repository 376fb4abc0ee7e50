/** With several targets, shows one at a time. The links above become a switch. */
import { choices, choose, follow } from "./store";

export function chooseTarget(): void {
	const links = [...document.querySelectorAll<HTMLAnchorElement>(".targets a")];
	const sections = [...document.querySelectorAll<HTMLElement>(".target")];
	const [first] = sections;
	if (links.length === 0 || first === undefined) return;
	for (const link of links)
		link.addEventListener("click", (event) => {
			event.preventDefault();
			// What one target showed of an axis may lie far from what another has.
			const charts = Object.fromEntries(
				Object.entries(choices().charts).map(([name, { zoom, ...rest }]) => [
					name,
					rest,
				]),
			);
			choose({ target: link.hash.slice(1), charts });
		});
	follow(({ target }) => {
		const shown = sections.find(({ id }) => id === target) ?? first;
		for (const section of sections) section.hidden = section !== shown;
		for (const link of links) {
			if (link.hash === `#${shown.id}`)
				link.setAttribute("aria-current", "true");
			else link.removeAttribute("aria-current");
		}
	});
}
