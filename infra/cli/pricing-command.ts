import { Command } from 'commander';
import { documentIn } from './document-in.ts';
import { outputOf } from './output.ts';
import {
  listModels,
  publishVersion,
  setDefaultModel,
  showModel,
  withdrawModel,
} from './pricing.ts';
import { access, serviceCommand, type ServiceOptions } from './service-command.ts';

const examples = `
Examples:
  ledger pricing publish pricing/openmeet.yaml
  ledger pricing publish prices.json --key gold
  ledger pricing default openmeet
  ledger pricing default gold --from 2026-03-01T00:00:00Z
  ledger pricing show openmeet
`;

/** `ledger pricing`: pricing models and which of them is the default. */
export const pricingCommand = (help: string): Command => {
  const pricing = new Command('pricing')
    .description('publish, show and withdraw pricing models, and set the default one')
    .addHelpText('after', examples);
  const subcommand = (name: string, description: string): Command =>
    serviceCommand(pricing, help, name, description);
  subcommand('publish', 'publish a version of a pricing model; the same again is safe')
    .argument('<file>', 'the version in YAML or JSON; - for standard input')
    .option('--key <key>', 'the key of the model (default: what the file says under key)')
    .action(async (file: string, { key, ...options }: ServiceOptions & { readonly key?: string }) =>
      publishVersion(await access(options), await documentIn(file), key, outputOf(options)),
    );
  subcommand('list', 'list pricing models').action(async (options: ServiceOptions) =>
    listModels(await access(options), outputOf(options)),
  );
  subcommand('show', 'show a pricing model with all of its versions')
    .argument('<key>', 'the key of the model')
    .action(async (key: string, options: ServiceOptions) =>
      showModel(await access(options), key, outputOf(options)),
    );
  subcommand('withdraw', 'have a model take no new subscriptions; who is on it stays')
    .argument('<key>', 'the key of the model')
    .action(async (key: string, options: ServiceOptions) =>
      withdrawModel(await access(options), key, outputOf(options)),
    );
  subcommand('default', 'put accounts without a subscription on a model')
    .argument('<key>', 'the key of the model')
    .option(
      '--from <time>',
      'the beginning of a month (RFC 3339); the first default needs none: since always',
    )
    .action(
      async (key: string, { from, ...options }: ServiceOptions & { readonly from?: string }) =>
        setDefaultModel(await access(options), { model: key, from }, outputOf(options)),
    );
  return pricing;
};
