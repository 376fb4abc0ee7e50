/** What went wrong with a file, in words. */
import { constants } from "node:os";
import { messageOf } from "./errors.js";

const sentences: Readonly<Record<string, string>> = {
	ENOENT: "no such file or folder",
	EACCES: "permission denied",
	EPERM: "not permitted",
	EROFS: "the file system is read-only",
	ENOSPC: "no space left on the device",
	EDQUOT: "the disk quota is used up",
	EIO: "the device failed",
	EFBIG: "the file would grow beyond its limit",
	ENOTDIR: "a part of the path is a file",
	EEXIST: "a file of this name is in the way",
	ELOOP: "a link of this name is in the way",
	EISDIR: "a folder of this name is in the way",
	ENAMETOOLONG: "the name is too long",
};

/** The system's code of a failed file operation. */
export function codeOf(error: unknown): string | undefined {
	if (!(error instanceof Error)) return undefined;
	// Node has no name for it.
	if ("errno" in error && error.errno === -constants.errno.EDQUOT)
		return "EDQUOT";
	return "code" in error && typeof error.code === "string"
		? error.code
		: undefined;
}

/** Whether a disk stopped taking what it took before: the same may work later. */
export function isOfDisk(error: unknown): boolean {
	return ["ENOSPC", "EDQUOT", "EIO"].includes(codeOf(error) ?? "");
}

/** One message for a failed file operation: what should be done, where, and why it failed. */
export function explainFileError(
	what: string,
	path: string,
	error: unknown,
): string {
	return `${what} ${path}: ${causeOf(error)}`;
}

/** Why a file operation failed, in words. */
export function causeOf(error: unknown): string {
	return sentences[codeOf(error) ?? ""] ?? messageOf(error);
}
