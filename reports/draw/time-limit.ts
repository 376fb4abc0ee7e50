/** Seconds for one drawing; pictures of a large report on a busy machine take a minute. */
export const mostSeconds = 600;
