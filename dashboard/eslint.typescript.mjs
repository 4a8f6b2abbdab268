import js from "@eslint/js";
import hooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

// The programs in JavaScript beside it are linted with the tools of the whole project, whose configuration a file of the usual
// name would hide.
export default tseslint.config(
  { ignores: ["**/*.mjs", ".next/", "next-env.d.ts", "node_modules/", "src/api/openapi.ts"] },
  js.configs.recommended,
  tseslint.configs.recommendedTypeChecked,
  {
    // The plugin's other rules are those of React's compiler, which does not compile this.
    plugins: { "react-hooks": hooks },
    rules: { "react-hooks/rules-of-hooks": "error", "react-hooks/exhaustive-deps": "error" },
  },
  {
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      eqeqeq: "error",
      "no-console": "error",
      "@typescript-eslint/restrict-template-expressions": "off",
      // An attribute of a foreign document may be anything, and is shown as it is.
      "@typescript-eslint/no-base-to-string": "off",
      "@typescript-eslint/no-unused-vars": ["error", { varsIgnorePattern: "^_", argsIgnorePattern: "^_" }],
    },
  },
  // The server's log, and the seeds of a run.
  {
    files: ["src/session/**", "src/modules/blog/api/proxy.ts", "src/**/*.test.ts"],
    rules: { "no-console": "off" },
  },
);
