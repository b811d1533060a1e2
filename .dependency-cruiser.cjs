// Who may import whom (docs/architecture.md): model ← plan ← engine; model, connector-kit ← connectors; store ← engine ← server, cli.
const only = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: { path: from, pathNot: '\\.test\\.ts$' },
  to: { path: '^(apps|packages|test)/', pathNot: [from, ...allowed] },
});

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    { name: 'declared', severity: 'error', from: {}, to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] } },
    only('model-is-pure', '^packages/model/', []),
    only('plan-knows-the-model', '^packages/plan/', ['^packages/model/']),
    only('kit-knows-the-model', '^packages/connector-kit/', ['^packages/model/']),
    only('store-knows-the-model', '^packages/store/', ['^packages/model/']),
    only('ldap-client-knows-the-kit', '^packages/ldap-client/', ['^packages/(model|connector-kit)/']),
    ...['ldap', 'ldap-groups', 'csv', 'keycloak', 'nextcloud', 'jitsi', 'discourse', 'mailman'].map((name) =>
      only(`connector-${name}-stands-alone`, `^packages/connectors/${name}/`, [
        '^packages/model/',
        '^packages/connector-kit/',
        ...(name.startsWith('ldap') ? ['^packages/ldap-client/'] : []),
      ]),
    ),
    only('engine', '^packages/engine/', ['^packages/(model|plan|connector-kit|store)/']),
    only('server', '^apps/server/', ['^packages/(model|plan|connector-kit|store|engine|html)/']),
    only('html-knows-nobody', '^packages/html/', []),
    only('sandbox', '^apps/sandbox/', ['^packages/(model|connector-kit|store|html)/']),
    {
      name: 'only-the-registry-names-connectors',
      severity: 'error',
      from: {
        path: '^(apps|packages)/',
        pathNot: ['^apps/cli/src/registry\\.ts$', '^packages/connectors/', '\\.test\\.ts$'],
      },
      to: { path: '^packages/connectors/' },
    },
    {
      name: 'pure-packages-have-no-io',
      severity: 'error',
      from: { path: '^packages/(model|plan)/src/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?url$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(node_modules|\\.passerelle)' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
      extensions: ['.ts', '.js', '.json'],
    },
    moduleSystems: ['es6', 'cjs'],
  },
};
