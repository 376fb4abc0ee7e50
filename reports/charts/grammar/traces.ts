/** Which observables a record keeps a history of. Charts choose among them. */
import type { BenchRecord } from "../../../core/record.js";

export function tracedNames({ diagnostics }: BenchRecord): string[] {
	return Object.keys(diagnostics?.traces?.series ?? {});
}
