/** Light, dark, or the system's choice. The browser remembers it if it can. */
export function switchThemes(): void {
	const buttons = [
		...document.querySelectorAll<HTMLButtonElement>(".theme button"),
	];
	const choose = (theme: string) => {
		if (theme === "auto") delete document.documentElement.dataset.theme;
		else document.documentElement.dataset.theme = theme;
		for (const button of buttons)
			button.setAttribute(
				"aria-pressed",
				String(button.dataset.theme === theme),
			);
	};
	for (const button of buttons)
		button.addEventListener("click", () => {
			const theme = button.dataset.theme ?? "auto";
			choose(theme);
			try {
				localStorage.setItem("latticebench-theme", theme);
			} catch {
				// Pages opened from disk may have no storage.
			}
		});
	try {
		const remembered = localStorage.getItem("latticebench-theme");
		if (remembered === "light" || remembered === "dark") choose(remembered);
	} catch {
		// As above.
	}
}
