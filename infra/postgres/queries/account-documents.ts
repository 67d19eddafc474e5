import { sql, type Kysely } from 'kysely';
import { noDocuments, type AccountDocuments } from '../../../domain/billing/account-documents.ts';
import type { BillingDocument, CreditNote } from '../../../domain/billing/document.ts';
import type { IssuedDocument } from '../../../domain/billing/standing.ts';
import { textArray } from '../binary-array.ts';
import type { Database } from '../database.ts';

type Db = Kysely<Database>;
type OfAccount<A> = A & { readonly account: string };

const documentsOf = async (
  db: Db,
  tenant: string,
  accounts: readonly string[],
): Promise<readonly OfAccount<IssuedDocument>[]> => {
  const { rows } = await sql<OfAccount<{ readonly document: string; readonly void: boolean }>>`
    select d.account, d.document, v.number is not null as void
    from read.billing_documents d
    left join read.voided_documents v on (v.tenant, v.number) = (d.tenant, d.number)
    where d.tenant = ${tenant} and d.account = any (${textArray(accounts)}::text[])
    order by d.sequence`.execute(db);
  return rows.map(({ account, document, void: isVoid }) => ({
    account,
    // As the ledger itself issued it.
    document: JSON.parse(document) as BillingDocument,
    isVoid,
  }));
};

/** By the documents that they are on, which are found by account. */
const creditNotesOf = async (
  db: Db,
  tenant: string,
  accounts: readonly string[],
): Promise<readonly OfAccount<{ readonly creditNote: CreditNote }>[]> => {
  const { rows } = await sql<OfAccount<{ readonly note: string }>>`
    select d.account, c.credit_note as note
    from read.billing_documents d
    join read.credit_notes c on (c.tenant, c.invoice) = (d.tenant, d.number)
    where d.tenant = ${tenant} and d.account = any (${textArray(accounts)}::text[])
    order by c.sequence`.execute(db);
  return rows.map(({ account, note }) => ({
    account,
    // As the ledger itself issued it.
    creditNote: JSON.parse(note) as CreditNote,
  }));
};

/** The revision of the last document event of each of these accounts; those without any are not in it. */
export const revisionsOf = async (
  db: Db,
  tenant: string,
  accounts: readonly string[],
): Promise<ReadonlyMap<string, bigint>> => {
  const { rows } = await sql<OfAccount<{ readonly events: string }>>`
    select account, events from read.billing_revisions
    where tenant = ${tenant} and account = any (${textArray(accounts)}::text[])`.execute(db);
  return new Map(rows.map(({ account, events }) => [account, BigInt(events) - 1n]));
};

/**
 * What was issued to each of these accounts, all of them present in the answer. A query for each table, however many
 * accounts; ask it at one moment, or what it says of an account may be of several.
 */
export const accountDocuments = async (
  db: Db,
  tenant: string,
  accounts: readonly string[],
): Promise<ReadonlyMap<string, AccountDocuments>> => {
  const documents = Map.groupBy(await documentsOf(db, tenant, accounts), ({ account }) => account);
  const notes = Map.groupBy(await creditNotesOf(db, tenant, accounts), ({ account }) => account);
  const revisions = await revisionsOf(db, tenant, accounts);
  return new Map(
    accounts.map((account) => [
      account,
      {
        revision: revisions.get(account) ?? noDocuments.revision,
        documents: (documents.get(account) ?? []).map(({ document, isVoid }) => ({
          document,
          isVoid,
        })),
        creditNotes: (notes.get(account) ?? []).map(({ creditNote }) => creditNote),
      },
    ]),
  );
};

/** The documents of the account that has the one of this number; undefined where the tenant has none of it. */
export const documentsWith = async (
  db: Db,
  tenant: string,
  number: string,
): Promise<{ readonly account: string; readonly documents: AccountDocuments } | undefined> => {
  const found = await db
    .selectFrom('read.billing_documents')
    .select('account')
    .where('tenant', '=', tenant)
    .where('number', '=', number)
    .executeTakeFirst();
  if (found === undefined) return undefined;
  const { account } = found;
  const documents = (await accountDocuments(db, tenant, [account])).get(account);
  return documents && { account, documents };
};
