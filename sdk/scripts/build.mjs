/** `npm run build`: `dist`, afresh. */

import { execFileSync } from "node:child_process";
import { copyFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
rmSync(`${root}dist`, { recursive: true, force: true });
execFileSync("npx", ["--no-install", "tsc", "--project", "tsconfig.build.json"], {
  cwd: root,
  stdio: "inherit",
});
copyFileSync(`${root}src/react/styles.css`, `${root}dist/react/styles.css`);
