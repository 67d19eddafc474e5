import { Client } from 'pg';
import { monthFrom, monthTo, summedMeters } from '../facts/billed-month.ts';
import { tenant } from '../facts/repeated-history.ts';
import { onGo } from './on-go.ts';

// node sum-usage.ts <connection string> <accounts>
// The quantities that a billing run charges for, of every account, in one statement.
const [url = '', accounts = ''] = process.argv.slice(2);

const statement = `
  select subject as account, meter, sum(quantity) as quantity
  from read.usage_by_day
  where tenant = $1 and bucket >= $2 and bucket < $3 and meter = any($4::text[])
    and subject like 'user:%'
  group by subject, meter
  union all
  select account, 'storage.bytes', sum(delta * ($3 - greatest(at, $2)))
  from read.storage_changes
  where tenant = $1 and at < $3 and account like 'user:%'
  group by account`;

const client = new Client({ connectionString: url });
await client.connect();

await onGo(async () => {
  const { rows } = await client.query<{ account: string }>(statement, [
    tenant,
    String(monthFrom),
    String(monthTo),
    summedMeters,
  ]);
  const found = new Set(rows.map(({ account }) => account)).size;
  if (found !== Number(accounts)) throw new Error(`${found} accounts of ${accounts} were summed`);
});
await client.end();
