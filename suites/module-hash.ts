/** The identity of a user's module: its code, and the code of the files that it imports from beside it. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";

const mostFiles = 256;
/** `from "./x"`, `import "./x"`, `import("./x")` and `require("./x")`. */
const imported =
	/\b(?:from|import|require)\s*\(?\s*(["'`])(\.{1,2}\/[^"'`\n]*)\1/g;

/**
 * SHA-256 of a module, 64 hexadecimal digits. If it imports no file by a relative path, that is the
 * hash of the file itself. Otherwise it covers every file that is reached by relative paths.
 * Packages are not followed.
 * @throws Error if the module cannot be read or reaches more than 256 files
 */
export function hashOfModule(path: string): string {
	const hashes = new Map<string, string>();
	const waiting = [path];
	for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
		if (hashes.has(file)) continue;
		if (hashes.size === mostFiles)
			throw new Error(
				`it imports more than ${mostFiles - 1} files by relative paths; expected fewer`,
			);
		const bytes = readFileSync(file);
		hashes.set(file, sha256(bytes));
		// A comment may look like an import. Such a path counts only if there is a file.
		for (const [, , name = ""] of bytes.toString("utf8").matchAll(imported)) {
			const next = resolve(dirname(file), name);
			if (isFile(next)) waiting.push(next);
		}
	}
	const [own = ""] = hashes.values();
	if (hashes.size === 1) return own;
	const lines = [...hashes].map(
		([file, hash]) => `${hash}  ${relative(dirname(path), file)}\n`,
	);
	return sha256(lines.sort().join(""));
}

function isFile(path: string): boolean {
	return existsSync(path) && statSync(path).isFile();
}

function sha256(data: string | Uint8Array): string {
	return createHash("sha256").update(data).digest("hex");
}
