export { freeField } from "./free-field.js";
export { phi4 } from "./phi4.js";
