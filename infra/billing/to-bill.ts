import type { AccountDocuments } from '../../domain/billing/account-documents.ts';
import type { PlanChange } from '../../domain/subscription/terms-of.ts';

/** An account whose month is to be billed, with all that was issued to it and all plans that it was on. */
export type ToBill = {
  readonly account: string;
  readonly documents: AccountDocuments;
  readonly changes: readonly PlanChange[];
};
