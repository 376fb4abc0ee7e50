/**
 * A hook of Node's module loader: `import ... from "latticebench"` gives library/index.ts of the running
 * program, wherever the importing file lies.
 */
import type { ResolveHookContext } from "node:module";

const library = new URL("./index.js", import.meta.url).href;

interface Resolved {
	readonly url: string;
	readonly shortCircuit?: boolean;
}

export function resolve<R>(
	specifier: string,
	context: ResolveHookContext,
	next: (specifier: string, context: ResolveHookContext) => R,
): R | Resolved {
	return specifier === "latticebench"
		? { url: library, shortCircuit: true }
		: next(specifier, context);
}
