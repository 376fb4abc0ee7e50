// Type-checks with `noUncheckedIndexedAccess`: an element of an array or record may be undefined. The
// flag holds for whole programs, and loops over numbers would need a check for every number, so errors
// do not count in the files and folders of lint/loops.txt, whose head says why each is there.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);
const tsc = join(
	dirname(require.resolve("typescript/package.json")),
	"bin/tsc",
);

const loops = readFileSync(join(here, "loops.txt"), "utf8")
	.split("\n")
	.filter((line) => line !== "" && !line.startsWith("#"));
/** Whether a message is about this file, or about one in this folder. */
const isAbout = (path) => (line) =>
	line.startsWith(path.endsWith("/") ? path : `${path}(`);

const { stdout, error } = spawnSync(
	process.execPath,
	[tsc, "-p", join(here, "indexed-access.json"), "--pretty", "false"],
	{ cwd: resolve(here, ".."), encoding: "utf8" },
);
if (error !== undefined) throw error;
const messages = stdout.split("\n").filter((line) => /\berror TS/.test(line));
const wrong = messages.filter(
	(line) => !loops.some((path) => isAbout(path)(line)),
);
const idle = loops.filter((path) => !messages.some(isAbout(path)));
for (const line of wrong) console.error(line);
if (wrong.length > 0)
	console.error("a file of loops over numbers has its line in lint/loops.txt");
for (const path of idle)
	console.error(`lint/loops.txt names ${path}, which does not need it`);
process.exitCode = wrong.length + idle.length > 0 ? 1 : 0;
