/**
 * Line `speaks`: the first thing that can go wrong with a program. Other lines open their sessions here.
 */
import type { Introduction } from "../../../samplers/external/protocol/initialize.js";
import {
	openSession,
	type Session,
} from "../../../samplers/external/session.js";
import { type ConformanceCheck, pass, skip } from "../check.js";
import type { Kit } from "../kit.js";

/** A program that has introduced itself. Undefined where the sampler is no program. */
export async function sessionOf(
	kit: Kit,
): Promise<{ session: Session; about: Introduction } | undefined> {
	const { subject, settings } = kit;
	const { external, folder } = subject;
	if (external === undefined) return undefined;
	const begin = performance.now();
	const opened = await openSession({
		options: external,
		folder,
		threads: settings.threads,
		device: settings.backend.device,
		log: (text) => process.stderr.write(text),
	});
	kit.introduced ??= {
		about: opened.about,
		seconds: (performance.now() - begin) / 1000,
	};
	return opened;
}

export const noProgram = skip("only a program of its own has this");

export const speaks: ConformanceCheck = {
	name: "speaks",
	title: "answers initialize with protocol 1 and ends when told",
	async run(kit) {
		const opened = await sessionOf(kit);
		if (opened === undefined) return noProgram;
		const { session, about } = opened;
		await session.close();
		const { name, version, structure, frameworks } = about;
		const libraries = Object.entries(frameworks).map((entry) =>
			entry.join(" "),
		);
		return pass(
			`${[name, version].filter(Boolean).join(" ")}, ${structure}${libraries.length === 0 ? "" : `, ${libraries.join(", ")}`}`,
		);
	},
};
