/**
 * The time limit of one drawing, in seconds. Pictures of a large report on a busy machine take a minute.
 */
export const mostSeconds = 600;
