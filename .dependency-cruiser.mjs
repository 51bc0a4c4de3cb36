const SPEC = '\\.spec\\.ts$';
const OURS = '^(apps|libs|tools|test|bench)/';

/** A room that knows only the rooms named; specs may look further. */
const room = (name, comment, knows) => ({
  name,
  comment,
  severity: 'error',
  from: { path: `^libs/${knows[0]}/`, pathNot: SPEC },
  to: { path: OURS, pathNot: `^libs/(${knows.join('|')})/` },
});

const wall = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    room('contracts-is-a-leaf', 'The language imports nothing of ours.', ['contracts']),
    room('inventory-knows-contracts', 'The domain knows the language only.', ['inventory', 'contracts']),
    room('messaging-knows-contracts', 'The pipes know the language only.', ['messaging', 'contracts']),
    room('database-knows-libs', 'The connection introduces the domain to the pipes, and knows no app.', [
      'database',
      'contracts',
      'inventory',
      'messaging',
    ]),
    wall(
      'libs-know-no-app',
      'Apps are started, not imported.',
      { path: '^(libs|test|bench)/', pathNot: '^test/fences/' },
      { path: '^apps/' },
    ),
    wall(
      'apps-are-strangers',
      'What two apps need lives in a lib.',
      { path: '^apps/([^/]+)/' },
      { path: '^apps/', pathNot: '^apps/$1/' },
    ),
    wall(
      'dialects-are-strangers',
      'Magento and Commerce Layer meet in the domain only.',
      { path: '^apps/gateway/src/(magento|commerce-layer)/' },
      { path: '^apps/gateway/src/(magento|commerce-layer)/', pathNot: '^apps/gateway/src/$1/' },
    ),
    wall(
      'testing-in-specs-only',
      'The world for specs stays out of what ships.',
      { pathNot: [SPEC, '^test/', '^libs/testing/'] },
      { path: '^libs/testing/' },
    ),
    wall(
      'kafkajs-behind-messaging',
      'Only messaging knows Kafka.',
      { path: OURS, pathNot: '^(libs/(messaging|testing)|test|bench|tools)/' },
      { path: 'node_modules/kafkajs/' },
    ),
    wall(
      'connection-behind-database',
      "Only database opens connections; messaging is handed one and may name its type, the domain's SQL its errors.",
      { path: '^(apps|libs)/', pathNot: ['^libs/(database|testing)/', '^libs/inventory/.+\\.sql\\.ts$', SPEC] },
      { path: 'node_modules/(@types/)?pg/', dependencyTypesNot: ['type-only'] },
    ),
    wall(
      'tools-stay-outside',
      'Nothing that ships imports the bodies of the npm scripts.',
      { path: '^(apps|libs)/', pathNot: '^libs/testing/' },
      { path: '^tools/' },
    ),
    wall(
      'only-servers-of-tools',
      'Specs and benches bring up servers with tools/servers and need no other tool.',
      { path: '^(libs/testing|test|bench)/' },
      { path: '^tools/', pathNot: '^tools/servers/' },
    ),
    wall('no-cycles', 'Reading goes one way.', {}, { circular: true }),
    wall('no-barrels', 'Import the file that knows; an index hides it.', { path: '^libs/.+/index\\.[cm]?[jt]s$' }, {}),
    wall('everything-resolves', 'An import that does not resolve escapes every wall.', {}, { couldNotResolve: true }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|bench/rivals/[^/]+)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'types', 'import', 'node', 'default'],
      mainFields: ['types', 'module', 'main'],
    },
  },
};
