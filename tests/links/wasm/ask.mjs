// Asks a WebAssembly module for its report, and insists on what can be relied upon: the types of the module's own crate
// are linked, and a registry that is filled by hand has everything.
import { readFile } from "node:fs/promises";

const [path, build] = process.argv.slice(2);
const { instance } = await WebAssembly.instantiate(await readFile(path));
const start = instance.exports.frames_report() >>> 0;
const memory = new Uint8Array(instance.exports.memory.buffer);
const report = new TextDecoder().decode(memory.subarray(start, memory.indexOf(0, start)));
console.log(`wasm (${build.trim()}): ${report}`);

const wanted = build.includes("by-hand") ? ["by hand: 4 of 4", "far away"] : ["linked: ", "embedded.Root", "embedded.Inner"];
const missing = wanted.filter((text) => !report.includes(text));
if (missing.length > 0) {
    console.error(`missing in this report: ${missing.join(", ")}`);
    process.exitCode = 1;
}
