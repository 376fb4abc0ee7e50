/** One tooltip for all charts. Its position is set through the object model, which the policy allows. */
let tip: HTMLElement | undefined;

export function showTip(text: string, event: MouseEvent): void {
	if (tip === undefined) {
		tip = document.createElement("div");
		tip.className = "tip";
		tip.setAttribute("role", "status");
		document.body.append(tip);
	}
	tip.textContent = text;
	tip.hidden = false;
	const { width, height } = tip.getBoundingClientRect();
	const x = Math.min(event.clientX + 14, innerWidth - width - 8);
	const y =
		event.clientY + height + 24 > innerHeight
			? event.clientY - height - 12
			: event.clientY + 16;
	tip.style.left = `${Math.max(8, x)}px`;
	tip.style.top = `${Math.max(8, y)}px`;
}

export function hideTip(): void {
	if (tip) tip.hidden = true;
}
