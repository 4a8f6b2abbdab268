import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { cloudflareTest } from "@cloudflare/vitest-pool-workers";
import { playwright } from "@vitest/browser-playwright";
import { defineConfig, type UserWorkspaceConfig } from "vitest/config";

/** A browser of this machine; none is downloaded. */
const chromium = [
  process.env["CHROMIUM"],
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
].find((path) => path && existsSync(path));

const everywhere = "test/*.test.ts";
const globalSetup = "test/helpers/script-server.ts";

const projects: UserWorkspaceConfig[] = [
  { test: { name: "node", include: [everywhere, "test/*.node.test.{ts,tsx}"], globalSetup } },
  {
    plugins: [cloudflareTest({ miniflare: { compatibilityDate: "2026-04-01" } })],
    test: { name: "workerd", include: [everywhere], exclude: ["test/*.node.test.*"], globalSetup },
  },
];

// Reads `dist`.
projects.push({ test: { name: "packaging", include: ["test/packaging/*.test.ts"], globalSetup } });

if (chromium) {
  projects.push({
    optimizeDeps: {
      include: ["react", "react/jsx-dev-runtime", "react-dom/client", "react-dom/server", "axe-core"],
    },
    test: {
      name: "chromium",
      include: [everywhere, "test/*.browser.test.tsx"],
      exclude: ["test/*.node.test.*"],
      globalSetup,
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        provider: playwright({ launchOptions: { executablePath: chromium, args: ["--no-sandbox"] } }),
        instances: [{ browser: "chromium" }],
      },
    },
  });
} else {
  process.stderr.write("No Chromium on this machine: its tests are skipped. CHROMIUM names one.\n");
}

// The examples import the package by its name.
const alias = [
  { find: /^@vlozi\/blog$/, replacement: fileURLToPath(new URL("src/core/index.ts", import.meta.url)) },
];
for (const project of projects) project.resolve = { alias };

export default defineConfig({ test: { projects, reporters: ["default"] } });
