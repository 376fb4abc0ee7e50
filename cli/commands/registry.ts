export { listCommand } from "./list.js";
export { schemaCommand } from "./schema.js";
