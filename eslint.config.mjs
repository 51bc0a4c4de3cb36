import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const SPECS = '**/*.spec.ts';
const OUTSIDE = ['libs/testing/**', '{test,bench,tools}/**'];

const KAFKA = { name: 'kafkajs', message: 'Only libs/messaging knows Kafka.' };
const POSTGRES = {
  name: 'pg',
  importNames: ['Client', 'Pool', 'default'],
  allowTypeImports: true,
  message: 'Only libs/database opens connections.',
};
const ENVIRONMENT = { object: 'process', property: 'env', message: 'Settings are read once, by the main of each app.' };

export default tseslint.config(
  { ignores: ['dist/', '.data/'] },
  js.configs.recommended,
  { files: ['**/*.{js,mjs,cjs}'], rules: { 'no-undef': 'off' } },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/no-restricted-imports': ['error', KAFKA, POSTGRES],
      'no-restricted-properties': ['error', ENVIRONMENT],
    },
  },
  {
    files: [SPECS, 'libs/database/**'],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', KAFKA] },
  },
  {
    files: ['libs/messaging/**'],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', POSTGRES] },
  },
  {
    files: OUTSIDE,
    rules: { '@typescript-eslint/no-restricted-imports': 'off' },
  },
  {
    files: [...OUTSIDE, SPECS, 'apps/*/src/main.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    // Specs look into answers of every shape.
    files: [SPECS, 'libs/testing/**', 'test/**'],
    rules: Object.fromEntries(
      ['argument', 'assignment', 'call', 'member-access', 'return'].map((use) => [
        `@typescript-eslint/no-unsafe-${use}`,
        'off',
      ]),
    ),
  },
);
