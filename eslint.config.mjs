import js from "@eslint/js";
import globals from "globals";

export default [
  { ignores: ["**/build/", "**/target/", "**/node_modules/", ".local/", "**/.wrangler/"] },
  js.configs.recommended,
  {
    files: ["**/*.mjs"],
    languageOptions: { ecmaVersion: 2024, sourceType: "module", globals: globals.node },
    rules: {
      eqeqeq: "error",
      "no-var": "error",
      "prefer-const": "error",
      "no-console": "error",
      curly: ["error", "multi-line"],
      "no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
    },
  },
];
