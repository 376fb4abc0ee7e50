/** The versions of the protocol, and the limit of a line. */

/** The version that both sides state in `initialize`. */
export const protocolVersion = 1;

/** The versions that this host speaks. */
export const protocolVersions = {
	first: protocolVersion,
	last: protocolVersion,
} as const;

/** Longest line in bytes; arrays go into files. */
export const longestLine = 2 ** 20;
