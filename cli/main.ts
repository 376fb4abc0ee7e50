#!/usr/bin/env node
/** The command line as a process: the file that `latticebench` starts. */
import { runProgram } from "./program.js";
import { guardStandardStreams } from "./standard-streams.js";

guardStandardStreams();
await runProgram(process.argv.slice(2));
