import * as t from 'io-ts';
import { stringify } from 'yaml';
import { askService, askWithStatus, publishedText } from './ask-service.ts';
import type { Output } from './output.ts';
import type { Service } from './post-lines.ts';

const Published = t.type({ key: t.string, version: t.number });
const Version = t.type({
  version: t.number,
  currency: t.string,
  timeZone: t.string,
  effectiveFrom: t.string,
  plans: t.array(t.type({ key: t.string })),
});
const Model = t.type({ key: t.string, isWithdrawn: t.boolean, versions: t.array(Version) });
const Models = t.type({ models: t.array(Model) });
const Default = t.partial({ model: t.string });

const path = '/v1/pricing-models';
const pathOf = (key: string): string => `${path}/${encodeURIComponent(key)}`;

/** Publishes a version. Its key is the one given, else what the document says under `key`. */
export const publishVersion = async (
  service: Service,
  { key: said, ...body }: Readonly<Record<string, unknown>>,
  given: string | undefined,
  { say, print, json }: Output,
): Promise<void> => {
  const key = given ?? said;
  if (typeof key !== 'string') {
    throw new Error('Which model is it? Say so by --key, or under key in the file.');
  }
  const { status, told: published } = await askWithStatus(service, Published, {
    method: 'PUT',
    path: pathOf(key),
    body,
  });
  if (json) print(JSON.stringify(published));
  else say(`Version ${published.version} of ${published.key} ${publishedText(status)}.`);
};

/** Prints the pricing models of a tenant, one a line. */
export const listModels = async (service: Service, { print, json }: Output): Promise<void> => {
  const { models } = await askService(service, Models, { method: 'GET', path });
  if (json) {
    print(JSON.stringify(models));
    return;
  }
  for (const { key, isWithdrawn, versions } of models) {
    const last = versions.at(-1);
    const plans = last?.plans.map((plan) => plan.key).join(', ') ?? '';
    const state = isWithdrawn ? '  withdrawn' : '';
    const zone = `${last?.currency ?? ''}  ${last?.timeZone ?? ''}`;
    print(
      `${key}  ${versions.length} ${versions.length === 1 ? 'version' : 'versions'}  ${zone}  ${plans}${state}`,
    );
  }
};

/** Prints a pricing model with all of its versions: in YAML for people. */
export const showModel = async (
  service: Service,
  key: string,
  { print, json }: Output,
): Promise<void> => {
  const model = await askService(service, Model, { method: 'GET', path: pathOf(key) });
  print(json ? JSON.stringify(model) : stringify(model).trimEnd());
};

/** Has a model take no new subscriptions. */
export const withdrawModel = async (
  service: Service,
  key: string,
  { say, print, json }: Output,
): Promise<void> => {
  await askService(service, t.undefined, { method: 'DELETE', path: pathOf(key) });
  if (json) print(JSON.stringify({ key, isWithdrawn: true }));
  else say(`The pricing model ${key} takes no new subscriptions. Who is on it stays.`);
};

/** Puts accounts without a subscription on a model. */
export const setDefaultModel = async (
  service: Service,
  { model, from }: { readonly model: string; readonly from: string | undefined },
  { say, print, json }: Output,
): Promise<void> => {
  const body = from === undefined ? { model } : { model, from };
  const told = await askService(service, Default, {
    method: 'PUT',
    path: '/v1/default-model',
    body,
  });
  const since = from === undefined ? '' : ` from ${from} on`;
  if (json) print(JSON.stringify(told));
  else say(`Accounts without a subscription are on ${model}${since}.`);
};
