import { canonicalJson } from '../../domain/canonical-json.ts';
import { decimalOf, zero } from '../../domain/decimal.ts';
import { asJson } from '../../domain/billing/document.ts';
import { instantOf } from '../../domain/time/instant.ts';
import { add, make } from '../change.ts';
import { ignore, ignoreBilling, type Projector } from '../projector.ts';
import {
  billingDocuments,
  billingRevisions,
  billingRuns,
  creditNotes,
  endedRuns,
  voidedDocuments,
} from './tables.ts';

const moneyIn = (text: string) => decimalOf(text) ?? zero;

/** Invoices, credit notes, and the runs that issue them. */
export const billing: Projector = {
  name: 'billing',
  version: 1,
  tables: [
    billingDocuments,
    voidedDocuments,
    creditNotes,
    billingRevisions,
    billingRuns,
    endedRuns,
  ],
  wants: ignore,
  onFacts: ignore,
  on: {
    ...ignoreBilling,
    FactConflicted: ignore,
    MeterDefined: ignore,
    MeterRetired: ignore,
    InvoiceIssued: ({ sequence, recordedAt, data: { tenant, account, document } }) => {
      const { number, kind, period, currency, total } = document;
      return [
        make(
          billingDocuments,
          [tenant, number],
          [
            account,
            period.month,
            instantOf(period.from),
            instantOf(period.to),
            kind,
            currency,
            moneyIn(total),
            BigInt(document.sequence),
            sequence,
            recordedAt,
            canonicalJson(asJson(document)),
          ],
        ),
        add(billingRevisions, [tenant, account], [1n]),
      ];
    },
    InvoiceVoided: ({ sequence, recordedAt, data: { tenant, account, number, reason, by } }) => [
      make(voidedDocuments, [tenant, number], [sequence, reason, by, recordedAt]),
      add(billingRevisions, [tenant, account], [1n]),
    ],
    CreditNoteIssued: ({ sequence, recordedAt, data: { tenant, account, creditNote } }) => [
      make(
        creditNotes,
        [tenant, creditNote.number],
        [
          account,
          creditNote.invoice,
          moneyIn(creditNote.total),
          sequence,
          recordedAt,
          canonicalJson(asJson(creditNote)),
        ],
      ),
      add(billingRevisions, [tenant, account], [1n]),
    ],
    BillingRunRequested: ({ sequence, recordedAt, data }) => [
      make(
        billingRuns,
        [data.tenant, data.run],
        [
          sequence,
          data.month,
          String(data.dryRun),
          String(data.ignoreGrace),
          data.accounts === undefined ? '' : JSON.stringify(data.accounts),
          data.by,
          recordedAt,
        ],
      ),
    ],
    BillingRunEnded: ({ sequence, recordedAt, data }) => [
      make(
        endedRuns,
        [data.tenant, data.run],
        [
          sequence,
          data.outcome,
          BigInt(data.issued),
          BigInt(data.nothingToBill),
          BigInt(data.standing),
          BigInt(data.failed),
          recordedAt,
        ],
      ),
    ],
  },
};
