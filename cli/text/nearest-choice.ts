/** Improves commander's message about a value that is not one of the choices. */
import { suggestion } from "../../suites/mistakes/nearest.js";

/** The same message with the nearest choice at its end, if one is near. Other messages stay as they are. */
export function withNearestChoice(message: string): string {
	return message.replace(
		/'([^']*)' is invalid(.*)\. Allowed choices are (.+)\.(?=\n|$)/,
		(_, given: string, whose: string, choices: string) =>
			`'${given}' is invalid${whose}; expected one of ${choices}${suggestion(given, choices.split(", "))}`,
	);
}
