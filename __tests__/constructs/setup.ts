import { rmSync } from "node:fs";
import "cdktf/lib/testing/adapters/jest"; // Types of CDKTF's matchers.
import { Testing } from "cdktf";

// Not in Jest's configuration: loading cdktf would cost every other test file 0.7 s.
Testing.setupJest();

// Testing.synthScope leaves the output folder of each app behind.
const apps = jest.spyOn(Testing, "app");
afterAll(() => {
  for (const { type, value } of apps.mock.results) {
    if (type === "return") {
      rmSync(value.outdir, { recursive: true });
    }
  }
});
