/** What an issue says should have stood there, in words. */
import type { Issue } from "./issue.js";

export function expectation(issue: Issue): string {
	switch (issue.code) {
		case "invalid_type":
			return expectedType(issue.expected);
		case "too_small":
			return bound(issue.origin, "at least", issue.minimum, issue.inclusive);
		case "too_big":
			return bound(issue.origin, "at most", issue.maximum, issue.inclusive);
		case "not_multiple_of":
			return `a multiple of ${issue.divisor}`;
		case "invalid_format":
			return issue.message.replace(/^expected /, "");
		default:
			return issue.message;
	}
}

const typeNames: Readonly<Record<string, string>> = {
	int: "an integer",
	number: "a finite number",
	string: "a text",
	boolean: "true or false",
	array: "a list",
	object: "a mapping of keys to values",
	record: "a mapping of keys to values",
};

export function expectedType(type: string): string {
	return typeNames[type] ?? type;
}

function bound(
	origin: string,
	relation: "at least" | "at most",
	limit: number | bigint,
	inclusive: boolean | undefined,
): string {
	if (origin === "array") return `a list of ${relation} ${limit} entries`;
	if (origin === "string") return `a text of ${relation} ${limit} characters`;
	if (inclusive ?? true) return `a number of ${relation} ${limit}`;
	return `a number ${relation === "at least" ? "greater" : "smaller"} than ${limit}`;
}
