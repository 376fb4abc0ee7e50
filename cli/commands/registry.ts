export { listCommand } from "./list.js";
