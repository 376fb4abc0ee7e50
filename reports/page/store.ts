/** What the reader chose. It lives in the address, so the back button and links restore it. */
import {
	type Choices,
	choicesOf,
	fragmentOf,
} from "../interaction/fragment.js";

type Listener = (choices: Choices) => void;

let current = choicesOf(location.hash);
const listeners: Listener[] = [];

export function choices(): Choices {
	return current;
}

/** @param listener called at once, and after every change */
export function follow(listener: Listener): void {
	listeners.push(listener);
	listener(current);
}

export function choose(change: Partial<Choices>): void {
	current = { ...current, ...change };
	const fragment = fragmentOf(current);
	history.replaceState(
		null,
		"",
		fragment === "" ? location.pathname + location.search : `#${fragment}`,
	);
	tell();
}

/** Somebody follows a link or edits the address. */
export function followAddress(): void {
	addEventListener("hashchange", () => {
		current = choicesOf(location.hash);
		tell();
	});
}

function tell(): void {
	for (const listener of listeners) listener(current);
}
