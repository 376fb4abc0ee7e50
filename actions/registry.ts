export { freeField } from "./scalar/free-field.js";
export { phi4 } from "./scalar/phi4.js";
