/** Small controls of menus. */

export function button(
	text: string,
	name: string,
	act: () => void,
): HTMLElement {
	const made = document.createElement("button");
	made.type = "button";
	made.textContent = text;
	made.setAttribute("aria-label", name);
	made.title = name;
	made.addEventListener("click", act);
	return made;
}

/** @param options pairs of a value and its text */
export function selection(
	name: string,
	options: readonly (readonly [string, string])[],
	chosen: string,
	choose: (value: string) => void,
): HTMLElement {
	const list = document.createElement("select");
	for (const [value, text] of options) {
		const option = document.createElement("option");
		option.value = value;
		option.textContent = text;
		option.selected = value === chosen;
		list.append(option);
	}
	list.addEventListener("change", () => choose(list.value));
	const label = document.createElement("label");
	label.append(`${name} `, list);
	return label;
}

export function labelled(control: HTMLElement, text: string): HTMLElement {
	const label = document.createElement("label");
	label.append(control, ` ${text}`);
	return label;
}

/** A named group of controls. */
export function part(
	name: string,
	controls: readonly HTMLElement[],
): HTMLElement {
	const group = document.createElement("fieldset");
	const legend = document.createElement("legend");
	legend.textContent = name;
	group.append(legend, ...controls);
	return group;
}
