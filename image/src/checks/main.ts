import { lacks, loaderFolders } from "./libraries.ts";

// Inside a root: says which of its programs and libraries lack a library they need, and fails if any does. node libraries.mjs [FOLDER …]

const folders = process.argv.slice(2);
const found = lacks(folders.length > 0 ? folders : ["/usr", "/opt"], loaderFolders());
for (const { file, library } of found)
  process.stderr.write(`${file} lacks ${library}: image/steps/left-out names it, or no package brings it\n`);
process.exitCode = found.length > 0 ? 1 : 0;
