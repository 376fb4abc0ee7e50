/**
 * Contract of the conformance kit: one list of checks for samplers of any origin, a program of somebody
 * else, a module, or one of ours. `latticebench check` prints the findings.
 *
 * To add a check, write a file in lines/ that exports a `ConformanceCheck`, and one line in registry.ts.
 *
 *   export const finite: ConformanceCheck = {
 *     name: "finite",
 *     title: "fields are finite",
 *     async run(kit) {
 *       const { prepared } = await kit.trained("free field");
 *       const { fields } = await prepared.draw(10);
 *       return fields.every(Number.isFinite) ? pass("10 draws") : fail("not all are");
 *     },
 *   };
 */
import type { Kit } from "./kit.js";

export interface Finding {
	readonly outcome: "pass" | "fail" | "skip";
	/** One sentence: what was found, or why it could not be tried. */
	readonly detail: string;
}

export interface ConformanceCheck {
	readonly name: string;
	/** What is promised. */
	readonly title: string;
	/** Anything thrown is a failure with its message. */
	run(kit: Kit): Promise<Finding>;
}

export const pass = (detail: string): Finding => ({ outcome: "pass", detail });
export const fail = (detail: string): Finding => ({ outcome: "fail", detail });
export const skip = (detail: string): Finding => ({ outcome: "skip", detail });
