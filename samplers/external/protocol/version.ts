/** The version that both sides state in `initialize`. */
export const protocolVersion = 1;
