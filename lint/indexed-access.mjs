// Type-checks with `noUncheckedIndexedAccess`: an element of an array or record may be undefined. The
// flag holds for whole programs, and numeric loops over typed arrays would need thousands of
// assertions, so errors count only in the places below. What is clean joins the list.
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);
const tsc = join(
	dirname(require.resolve("typescript/package.json")),
	"bin/tsc",
);

/** Folders, and files directly in core/ and harness/. Loops over numbers are exempt. */
const strict =
	/^(cli|library|pack|suites|harness\/executors|harness\/store)\/|^(core|harness)\/[a-z-]+\.ts/;
const exempt = /^core\/(npy|philox|random|lattice)\.ts/;

const { stdout, error } = spawnSync(
	process.execPath,
	[tsc, "-p", join(here, "indexed-access.json"), "--pretty", "false"],
	{ cwd: resolve(here, ".."), encoding: "utf8" },
);
if (error !== undefined) throw error;
const wrong = stdout
	.split("\n")
	.filter((line) => strict.test(line) && !exempt.test(line));
// A configuration that cannot be read has a message without a file.
const broken = stdout.split("\n").filter((line) => line.startsWith("error"));
for (const line of [...broken, ...wrong]) console.error(line);
process.exitCode = broken.length + wrong.length > 0 ? 1 : 0;
