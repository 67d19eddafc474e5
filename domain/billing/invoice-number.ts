import { sha256 } from '../hash.ts';

// Crockford's alphabet: no letter is taken for a digit.
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const nameLength = 12;

/** Twelve letters and digits, 60 bits, that always stand for the same account. */
const nameOf = (tenant: string, account: string): string => {
  const bits = BigInt(`0x${sha256(`${tenant}\n${account}`).slice(0, 16)}`);
  return Array.from(
    { length: nameLength },
    (_, index) => alphabet[Number((bits >> BigInt(59 - 5 * index)) & 31n)] ?? '',
  )
    .join('')
    .replaceAll(/(.{4})(?=.)/g, '$1-');
};

/**
 * The number of an invoice, e.g. `2026-01-7K3F-9Q2Z-D7MX`; `-2` follows where it is the second of its period, after a void.
 * It is derived and not drawn, so that two runs at once cannot issue one thing twice.
 */
export const invoiceNumber = (
  {
    tenant,
    account,
    month,
  }: { readonly tenant: string; readonly account: string; readonly month: string },
  issue: number,
): string => `${month}-${nameOf(tenant, account)}${issue === 1 ? '' : `-${issue}`}`;
