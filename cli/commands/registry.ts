export { analyzeCommand } from "./analyze.js";
export { doctorCommand } from "./doctor.js";
export { figuresCommand } from "./figures.js";
export { listCommand } from "./list.js";
export { reportCommand } from "./report.js";
export { runCommand } from "./run.js";
export { schemaCommand } from "./schema.js";
export { tablesCommand } from "./tables.js";
