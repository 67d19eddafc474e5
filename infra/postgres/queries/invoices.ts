import { sql, type Kysely, type Selectable } from 'kysely';
import type { BillingDocument, CreditNote } from '../../../domain/billing/document.ts';
import { minorUnits } from '../../../domain/money/currency.ts';
import { moneyOf, moneyText } from '../../../domain/rating/texts.ts';
import { instantText } from '../../../domain/time/instant.ts';
import type { Database } from '../database.ts';

type Voided = { readonly reason: string; readonly by: string; readonly at: string };

type Issued = {
  readonly document: BillingDocument;
  readonly issuedAt: string;
  readonly voided: Voided | undefined;
  readonly creditNotes: readonly {
    readonly number: string;
    readonly total: string;
    readonly reason: string;
    readonly at: string;
  }[];
};

// What the projection wrote was decoded when it was read from the log.
const documentIn = (text: string): BillingDocument => JSON.parse(text) as BillingDocument;
const creditNoteIn = (text: string): CreditNote => JSON.parse(text) as CreditNote;

const voidOf = async (
  db: Kysely<Database>,
  tenant: string,
  number: string,
): Promise<Voided | undefined> => {
  const row = await db
    .selectFrom('read.voided_documents')
    .select(['reason', 'by', 'recorded_at as at'])
    .where('tenant', '=', tenant)
    .where('number', '=', number)
    .executeTakeFirst();
  return row;
};

/** A document by its number, whether it is void, and its credit notes in the order of the log. */
export const invoice = async (
  db: Kysely<Database>,
  tenant: string,
  number: string,
): Promise<Issued | undefined> => {
  const row = await db
    .selectFrom('read.billing_documents')
    .select(['document', 'recorded_at'])
    .where('tenant', '=', tenant)
    .where('number', '=', number)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const credits = await db
    .selectFrom('read.credit_notes')
    .select(['credit_note', 'recorded_at'])
    .where('tenant', '=', tenant)
    .where('invoice', '=', number)
    .orderBy('sequence')
    .execute();
  return {
    document: documentIn(row.document),
    issuedAt: row.recorded_at,
    voided: await voidOf(db, tenant, number),
    creditNotes: credits.map(({ credit_note, recorded_at: at }) => {
      const { number: own, total, reason } = creditNoteIn(credit_note);
      return { number: own, total, reason, at };
    }),
  };
};

/** A credit note by its number, and whether the document that it refers to is void. */
export const creditNote = async (
  db: Kysely<Database>,
  tenant: string,
  number: string,
): Promise<
  | {
      readonly creditNote: CreditNote;
      readonly issuedAt: string;
      readonly voided: Voided | undefined;
    }
  | undefined
> => {
  const row = await db
    .selectFrom('read.credit_notes')
    .select(['credit_note', 'invoice', 'recorded_at'])
    .where('tenant', '=', tenant)
    .where('number', '=', number)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return {
    creditNote: creditNoteIn(row.credit_note),
    issuedAt: row.recorded_at,
    voided: await voidOf(db, tenant, row.invoice),
  };
};

type Asked = {
  readonly tenant: string;
  readonly account: string | undefined;
  readonly month: string | undefined;
  readonly status: 'issued' | 'void' | undefined;
  readonly run: { readonly month: string; readonly sequence: bigint } | undefined;
};
type Page = { readonly after: string | undefined; readonly limit: number };

type Row = Pick<
  Selectable<Database['read.billing_documents']>,
  | 'number'
  | 'account'
  | 'month'
  | 'from_at'
  | 'to_at'
  | 'currency'
  | 'total'
  | 'sequence'
  | 'recorded_at'
> & {
  readonly kind: BillingDocument['kind'];
  readonly is_void: boolean;
  readonly credited: readonly string[];
};

const summaryOf = ({ currency, ...row }: Row) => {
  const money = (total: string): string => moneyText(moneyOf(total), minorUnits(currency));
  return {
    number: row.number,
    account: row.account,
    kind: row.kind,
    period: {
      month: row.month,
      from: instantText(Number(row.from_at)),
      to: instantText(Number(row.to_at)),
    },
    currency,
    total: money(row.total),
    status: row.is_void ? ('void' as const) : ('issued' as const),
    issuedAt: row.recorded_at,
    credited: row.credited.map(money),
    cursor: row.sequence,
  };
};

// What is no sequence is no cursor of ours: nothing is behind it.
const sequenceIn = (cursor: string): string => (/^\d{1,18}$/.test(cursor) ? cursor : '0');

/** The documents of a tenant, of one account or issued by one run where that is said, the last issued first, after the cursor of the last one seen. */
export const invoices = async (
  db: Kysely<Database>,
  { tenant, account, month, status, run }: Asked,
  { after, limit }: Page,
): Promise<readonly ReturnType<typeof summaryOf>[]> => {
  const { rows } = await sql<Row>`
    select d.number, d.account, d.month, d.from_at, d.to_at, d.kind, d.currency, d.total, d.sequence, d.recorded_at,
      v.number is not null as is_void,
      array(
        select total::text from read.credit_notes
        where tenant = d.tenant and invoice = d.number order by sequence
      ) as credited
    from read.billing_documents d
    left join read.voided_documents v on v.tenant = d.tenant and v.number = d.number
    where d.tenant = ${tenant}
      ${account === undefined ? sql`` : sql`and d.account = ${account}`}
      ${month === undefined ? sql`` : sql`and d.month = ${month}`}
      ${run === undefined ? sql`` : sql`and d.month = ${run.month} and d.pinned = ${run.sequence}`}
      ${status === undefined ? sql`` : sql`and (v.number is not null) = ${status === 'void'}`}
      ${after === undefined ? sql`` : sql`and d.sequence < ${sequenceIn(after)}`}
    order by d.sequence desc
    limit ${limit}`.execute(db);
  return rows.map(summaryOf);
};
