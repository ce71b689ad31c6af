import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

export default defineConfig(
  // Fixtures are wrong on purpose.
  { ignores: ["dist/", "fixtures/", ".cache/", "coverage/", "src/engine/gomap/generated/"] },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      eqeqeq: ["error", "always", { null: "ignore" }],
      "no-console": "error",
      "object-shorthand": "error",
      "prefer-const": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "@typescript-eslint/prefer-readonly": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
    },
  },
  {
    // Node types are compared as strings: the enum that names them would load typescript-eslint at run time.
    files: ["src/lowering/estree/**", "rules/**"],
    rules: { "@typescript-eslint/no-unsafe-enum-comparison": "off" },
  },
  {
    // `ts.sys` and compiler hosts are bags of functions that are declared as methods.
    files: ["src/scanner/**"],
    rules: { "@typescript-eslint/unbound-method": "off" },
  },
  {
    // Tests do to collections what nobody should, hand methods around to do it, and read JSON without a schema.
    files: ["test/**"],
    rules: {
      "@typescript-eslint/await-thenable": "off",
      "@typescript-eslint/no-array-delete": "off",
      "@typescript-eslint/no-base-to-string": "off",
      "@typescript-eslint/no-explicit-any": "off",
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-return": "off",
      "@typescript-eslint/restrict-template-expressions": "off",
      "@typescript-eslint/unbound-method": "off",
    },
  },
  {
    files: ["**/*.js", "**/*.mjs"],
    extends: [tseslint.configs.disableTypeChecked],
    rules: { "@typescript-eslint/prefer-readonly": "off" },
  },
  { files: ["scripts/**", ".ci/**", "bench/**"], rules: { "no-console": "off" } },
);
