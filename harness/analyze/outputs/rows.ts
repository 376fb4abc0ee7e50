/** A table that is written to a file: the first row holds the names. */
export type Rows = readonly (readonly (string | number)[])[];
