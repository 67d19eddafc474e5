import tseslint from 'typescript-eslint';

const importRules = [
  'error',
  {
    patterns: [
      {
        regex: '^fp-ts(?!/lib/.+\\.js$)',
        message:
          "Import fp-ts/lib/<Module>.js: bare 'fp-ts/<Module>' does not resolve in Node ESM.",
      },
    ],
  },
];

export default tseslint.config(
  {
    ignores: [
      'node_modules/',
      'scripts/',
      '*.cjs',
      'eslint.config.js',
      '.ledger/',
      '.ledger-demo/',
    ],
  },
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: false, requireDefaultForNonUnion: true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-definitions': ['error', 'type'],
      '@typescript-eslint/no-redeclare': 'off',
      // A port whose one implementation happens to await nothing is still asynchronous.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      'max-lines-per-function': ['error', { max: 70, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 5],
      'max-depth': ['error', 3],
      complexity: ['error', 12],
      eqeqeq: 'error',
      curly: ['error', 'multi-line'],
      'no-console': 'error',
      'no-restricted-imports': importRules,
    },
  },
  {
    files: ['domain/**', 'projections/**'],
    rules: {
      'no-restricted-globals': ['error', 'process', 'console', 'setTimeout', 'fetch', 'crypto'],
      'no-restricted-syntax': [
        'error',
        {
          selector:
            "NewExpression[callee.name='Date'][arguments.length=0], CallExpression[callee.object.name='Date'][callee.property.name='now'], CallExpression[callee.object.name='Math'][callee.property.name='random']",
          message: 'The core is deterministic: take the time or id as data.',
        },
        { selector: 'ClassDeclaration', message: 'Functions and data only in the core.' },
      ],
    },
  },
  {
    files: ['test/**', 'bench/**'],
    rules: { 'max-lines-per-function': 'off', 'no-console': 'off' },
  },
  { files: ['infra/cli/**', 'infra/main.ts'], rules: { 'no-console': 'off' } },
);
