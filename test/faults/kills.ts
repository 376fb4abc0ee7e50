/** kill -9 at random moments, of random processes of a run: the command, or a cell or what it started. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createRandom } from "../../core/random.js";
import { start } from "../support/command.js";
import { looksLike, type Part, suiteIn, undisturbed } from "./support.js";

/** Seconds after its start within which a process is killed. */
const longest = 4;

export const kills: Part = async (folder, check, settings) => {
	const suite = suiteIn(folder);
	const expected = await undisturbed(suite, folder);
	check("the undisturbed run has 12 records", expected.length === 12);
	const random = createRandom(settings.seed).fork("kills");
	let [done, rounds, starts, mains] = [0, 0, 0, 0];
	while (done < settings.kills) {
		const out = join(folder, `run-${rounds++}`);
		for (;;) {
			starts++;
			const running = start(["run", suite, "--out", out, "--jobs", "2"]);
			const { process: main, finished } = running;
			let ended = false;
			finished.then(() => {
				ended = true;
			});
			while (!ended && done < settings.kills) {
				await Promise.race([
					sleep(1000 * longest * random.uniform()),
					finished,
				]);
				if (ended || main.pid === undefined) break;
				const all = [main.pid, ...descendantsOf(main.pid)];
				const victim = all[Math.floor(random.uniform() * all.length)];
				if (victim === undefined) break;
				try {
					process.kill(victim, "SIGKILL");
				} catch {
					continue;
				}
				done++;
				if (victim === main.pid) {
					mains++;
					break;
				}
			}
			const { status } = await finished;
			// Cells that crashed are tried again when the run is started again.
			if (status === 0) break;
		}
		looksLike(expected, out, check, `run ${rounds}`);
		console.log(
			`       so far ${done} kills (${mains} of the command, the others of cells) over ${starts} starts`,
		);
	}
};

/** Processes that a process has started, from any thread, and those that these have started, by proc(5). */
function descendantsOf(id: number): readonly number[] {
	try {
		return readdirSync(`/proc/${id}/task`)
			.flatMap((thread) =>
				readFileSync(`/proc/${id}/task/${thread}/children`, "latin1").split(
					" ",
				),
			)
			.map(Number)
			.filter((child) => child > 0)
			.flatMap((child) => [child, ...descendantsOf(child)]);
	} catch {
		return [];
	}
}
