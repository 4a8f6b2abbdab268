import js from "@eslint/js";
import globals from "globals";

export default [
  {
    ignores: [
      "**/build/",
      "**/target/",
      "**/node_modules/",
      ".local/",
      "**/.wrangler/",
      "**/.next/",
      "sdk/",
      "examples/",
    ],
  },
  js.configs.recommended,
  {
    files: ["**/*.mjs", "shared/edge/*.js"],
    languageOptions: { ecmaVersion: 2024, sourceType: "module" },
    rules: {
      eqeqeq: "error",
      "no-var": "error",
      "prefer-const": "error",
      "no-console": "error",
      curly: ["error", "multi-line"],
      "no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
    },
  },
  { files: ["**/*.mjs"], languageOptions: { globals: globals.node } },
  // The Workers' runtime: its console is their log.
  {
    files: ["shared/edge/*.js"],
    languageOptions: { globals: globals.serviceworker },
    rules: { "no-console": "off" },
  },
];
