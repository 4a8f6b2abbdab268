/**
 * The budgets, gzip, peers outside. The core is in every entry and is loaded once, so it is counted once, at `.`; the
 * other entries are counted by what they add to it. Those that are loaded without the core have no line for it.
 */

const peers = ["react", "next", "next/cache", "next/headers", "next/navigation"];

/** Leaves the core out. */
const withoutCore = (config) => ({
  ...config,
  plugins: [
    ...(config.plugins ?? []),
    {
      name: "core",
      setup: (build) => build.onResolve({ filter: /\/core\// }, ({ path }) => ({ path, external: true })),
    },
  ],
});

const whole = (name, path, limit, imported = "*") => ({
  name,
  path,
  limit,
  import: imported,
  ignore: peers,
  gzip: true,
});
const added = (name, path, limit) => ({ ...whole(name, path, limit), modifyEsbuildConfig: withoutCore });

const react = "dist/react/index.js";
const server = "dist/server/index.js";
const next = "dist/next/index.js";

export default [
  whole("VloziClient and all it needs", "dist/core/index.js", "3 kB", "{ VloziClient }"),
  whole(".", "dist/core/index.js", "3.4 kB"),
  added("./react", react, "6 kB"),
  whole("./react with the core", react, "7.5 kB"),
  whole("./react, BlogCard alone", react, "1 kB", "{ BlogCard }"),
  added("./server", server, "4 kB"),
  whole("./server with the core", server, "5.2 kB"),
  added("./next", next, "4 kB"),
  whole("./next with the core", next, "6.4 kB"),
  { name: "./styles.css", path: "dist/react/styles.css", limit: "4 kB", gzip: true },
];
