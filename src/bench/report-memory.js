// Loaded into a measured process; reports its peak memory in kB on a separate channel.
process.on("exit", () => require("node:fs").writeSync(3, String(process.resourceUsage().maxRSS)));
