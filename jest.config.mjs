import { readFileSync } from 'node:fs';
const swc = JSON.parse(readFileSync(new URL('./.swcrc', import.meta.url), 'utf8'));

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/{apps,libs,test,tools}/**/*.spec.ts'],
  // Faults that take long are left to `npm run faults`.
  testPathIgnorePatterns: ['/node_modules/', ...(process.env.FAULTS === 'full' ? [] : ['\\.full\\.spec\\.ts$'])],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', { ...swc, swcrc: false }] },
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  modulePathIgnorePatterns: ['<rootDir>/dist'],
  setupFiles: ['reflect-metadata'],
  resolver: '<rootDir>/libs/testing/src/jest-resolver.cjs',
  globalSetup: '<rootDir>/libs/testing/src/jest-servers.mjs',
  globalTeardown: '<rootDir>/libs/testing/src/jest-servers-stop.mjs',
  testSequencer: '<rootDir>/libs/testing/src/jest-sequencer.cjs',
  testTimeout: 120_000,
  // Specs wait for servers more than they work.
  maxWorkers: 3,
};
