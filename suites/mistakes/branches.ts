/** Unions: finds the branch that the user meant. */
import { expectedType } from "./expectation.js";
import { formatPath, type Issue, lookUp, type Path } from "./issue.js";

/**
 * Of the branches of a union, the issues of the one that was meant: the branch whose kind and
 * literals agree with the value. Where none agrees, what the literals would have allowed.
 */
export function chooseBranch(
	branches: readonly (readonly Issue[])[],
	at: Path,
	value: unknown,
): readonly Issue[] {
	const flat = branches.flatMap((issues) => leaves(issues));
	const ofKind = flat.filter(
		(issues) => !issues.some((issue) => isKindMismatch(issue, at, value)),
	);
	if (ofKind.length === 0) return mergedTypes(flat);
	const agreeing = ofKind.filter((issues) => !issues.some(isLiteralMismatch));
	if (agreeing.length > 0)
		return agreeing.reduce((a, b) => (b.length < a.length ? b : a));
	// A literal such as the sampler's name is wrong: name every literal that could stand there,
	// unless a branch went wrong later than the others (right action, wrong convention).
	const depth = Math.min(
		...ofKind.map((issues) => issues.filter(isLiteralMismatch).length),
	);
	const close = ofKind.filter(
		(issues) => issues.filter(isLiteralMismatch).length === depth,
	);
	const [branch = []] = close;
	const first = branch.find(isLiteralMismatch);
	if (first === undefined) return branch;
	const same = close.flatMap((issues) =>
		issues.filter(
			(issue) =>
				isLiteralMismatch(issue) &&
				formatPath(issue.path) === formatPath(first.path),
		),
	);
	const values = same.flatMap((issue) =>
		issue.code === "invalid_value" ? issue.values : [],
	);
	return [{ ...first, code: "invalid_value", values: [...new Set(values)] }];
}

/** Unions of unions count as one. */
function leaves(issues: readonly Issue[]): readonly (readonly Issue[])[] {
	const [only, ...more] = issues;
	if (
		more.length === 0 &&
		only?.code === "invalid_union" &&
		only.path.length === 0
	) {
		return only.errors.flatMap((inner) => leaves(inner));
	}
	return [issues];
}

function isKindMismatch(issue: Issue, at: Path, value: unknown): boolean {
	if (issue.path.length > 0) return false;
	if (issue.code === "invalid_type") return true;
	return (
		issue.code === "invalid_value" && typeof lookUp(value, at) !== "string"
	);
}

function isLiteralMismatch(issue: Issue): boolean {
	return issue.code === "invalid_value" && issue.path.length <= 1;
}

/** No branch is of the value's kind: every kind that would do, in one issue. */
function mergedTypes(
	branches: readonly (readonly Issue[])[],
): readonly Issue[] {
	const kinds = new Set<string>();
	for (const issues of branches) {
		for (const issue of issues) {
			if (issue.path.length > 0) continue;
			if (issue.code === "invalid_type")
				kinds.add(expectedType(issue.expected));
			if (issue.code === "invalid_value")
				kinds.add(`one of ${issue.values.map(String).join(", ")}`);
		}
	}
	return [
		{
			code: "custom",
			path: [],
			message: `expected ${[...kinds].join(", or ")}`,
		},
	];
}
