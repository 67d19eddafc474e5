import { join } from 'node:path';
import * as t from 'io-ts';
import { askService } from '../cli/ask-service.ts';
import { documentIn } from '../cli/document-in.ts';
import type { Service } from '../cli/post-lines.ts';

const shipped = (file: string) => documentIn(join(import.meta.dirname, '../../pricing', file));

/**
 * Publishes the prices that the product brings along, makes them the default, and puts accounts on a plan whose fee can be
 * seen: what these accounts use costs nothing. Again it records nothing.
 */
export const setSamplePrices = async (
  service: Service,
  {
    accounts,
    plan,
    from,
  }: { readonly accounts: readonly string[]; readonly plan: string; readonly from: string },
): Promise<void> => {
  const put = (path: string, body: unknown): Promise<unknown> =>
    askService(service, t.unknown, { method: 'PUT', path, body });
  const { key, ...version } = await shipped('openmeet.yaml');
  await put(`/v1/pricing-models/${String(key)}`, version);
  await put('/v1/default-model', { model: key });
  await put('/v1/attribution', await shipped('openmeet-attribution.yaml'));
  for (const account of accounts) {
    await put(`/v1/accounts/${encodeURIComponent(account)}/subscription`, { plan, from });
  }
};
