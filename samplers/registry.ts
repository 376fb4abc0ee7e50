export { hmc } from "./hmc.js";
