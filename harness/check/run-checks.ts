/** Runs the checks one after another and says what was found. */
import { CellEnding, messageOf } from "../../core/errors.js";
import { type ConformanceCheck, type Finding, fail, skip } from "./check.js";
import type { Kit } from "./kit.js";
import { conformanceChecks } from "./registry.js";

export interface Line extends Finding {
	readonly name: string;
	readonly title: string;
	/** Wall time. */
	readonly seconds: number;
}

/** @param show is told each line as soon as it is known */
export async function runChecks(
	kit: Kit,
	show: (line: Line) => void,
	checks = conformanceChecks,
): Promise<readonly Line[]> {
	const lines: Line[] = [];
	try {
		for (const check of checks) {
			const begin = performance.now();
			const finding = kit.late
				? skip("no time was left; --seconds gives more")
				: await find(check, kit);
			const line = {
				name: check.name,
				title: check.title,
				...finding,
				seconds: (performance.now() - begin) / 1000,
			};
			lines.push(line);
			show(line);
			// Nothing else can be tried with a program that does not speak.
			if (check.name === "speaks" && finding.outcome === "fail") break;
		}
	} finally {
		await kit.close();
	}
	return lines;
}

async function find(check: ConformanceCheck, kit: Kit): Promise<Finding> {
	try {
		return await check.run(kit);
	} catch (error) {
		return error instanceof CellEnding && error.status === "skipped"
			? skip(`it declines this target: ${error.message}`)
			: fail(messageOf(error));
	}
}
