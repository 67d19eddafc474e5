import { Command } from 'commander';
import * as t from 'io-ts';
import { stringify } from 'yaml';
import { askService } from './ask-service.ts';
import { outputOf, type Output } from './output.ts';
import type { Service } from './post-lines.ts';
import { access, serviceCommand, type ServiceOptions } from './service-command.ts';

const Subscription = t.intersection([
  t.type({ account: t.string, history: t.UnknownArray, coming: t.UnknownArray }),
  t.partial({ current: t.type({ model: t.string, plan: t.string }) }),
]);
type Subscription = t.TypeOf<typeof Subscription>;

type SetOptions = ServiceOptions & {
  readonly plan: string;
  readonly from: string;
  readonly model?: string;
};
type EndOptions = ServiceOptions & { readonly from: string };

const examples = `
Examples:
  ledger subscription set user:u1 --plan community --from 2026-03-01T00:00:00Z
  ledger subscription set group:g1 --plan pro --model openmeet --from 2026-03-15T09:30:00+01:00
  ledger subscription show user:u1
  ledger subscription end user:u1 --from 2026-06-01T00:00:00Z
`;

const pathOf = (account: string): string =>
  `/v1/accounts/${encodeURIComponent(account)}/subscription`;

const ask = (
  service: Service,
  account: string,
  asked: { readonly method: 'GET' | 'PUT' | 'DELETE'; readonly body?: unknown },
  query = '',
): Promise<Subscription> =>
  askService(service, Subscription, { ...asked, path: `${pathOf(account)}${query}` });

const tell = (told: Subscription, said: string, { say, print, json }: Output): void => {
  if (json) print(JSON.stringify(told));
  else say(said);
};

/** `ledger subscription`: which plan an account is on. */
export const subscriptionCommand = (help: string): Command => {
  const subscription = new Command('subscription')
    .description('put an account on a plan, show it, end it')
    .addHelpText('after', examples);
  const subcommand = (name: string, description: string): Command =>
    serviceCommand(subscription, help, name, description).argument(
      '<account>',
      'user:<id> or group:<id>',
    );
  subcommand('set', 'put an account on a plan; the same again is safe')
    .requiredOption('--plan <plan>', 'the key of the plan')
    .requiredOption('--from <time>', 'from when on (RFC 3339)')
    .option('--model <model>', 'the pricing model (default: the default one at that time)')
    .action(async (account: string, { plan, from, model, ...options }: SetOptions) => {
      const body = model === undefined ? { plan, from } : { plan, from, model };
      const told = await ask(await access(options), account, { method: 'PUT', body });
      tell(told, `${account} is on the plan ${plan} from ${from} on.`, outputOf(options));
    });
  subcommand('show', 'show the plan of an account now, before and after').action(
    async (account: string, options: ServiceOptions) => {
      const told = await ask(await access(options), account, { method: 'GET' });
      outputOf(options).print(
        options.json === true ? JSON.stringify(told) : stringify(told).trimEnd(),
      );
    },
  );
  subcommand('end', 'end the subscription of an account')
    .requiredOption('--from <time>', 'from when on (RFC 3339)')
    .action(async (account: string, { from, ...options }: EndOptions) => {
      const query = `?from=${encodeURIComponent(from)}`;
      const told = await ask(await access(options), account, { method: 'DELETE' }, query);
      tell(told, `${account} has no subscription from ${from} on.`, outputOf(options));
    });
  return subscription;
};
