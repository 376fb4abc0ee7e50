/** With several targets, shows one at a time. The links above become a switch. */
export function chooseTarget(): void {
	const links = [...document.querySelectorAll<HTMLAnchorElement>(".targets a")];
	const sections = [...document.querySelectorAll<HTMLElement>(".target")];
	if (links.length === 0) return;
	const show = (id: string) => {
		if (!sections.some((section) => section.id === id)) return;
		for (const section of sections) section.hidden = section.id !== id;
		for (const link of links) {
			if (link.hash === `#${id}`) link.setAttribute("aria-current", "true");
			else link.removeAttribute("aria-current");
		}
	};
	for (const link of links)
		link.addEventListener("click", (event) => {
			event.preventDefault();
			show(link.hash.slice(1));
		});
	const wanted = location.hash.slice(1);
	show(sections.some((s) => s.id === wanted) ? wanted : sections[0].id);
}
