import { canonicalJson } from '../../../domain/canonical-json.ts';
import { asJson, type BillingDocument, type Line } from '../../../domain/billing/document.ts';

// What of two documents has to be the same: all but names, texts for people and hashes over them.

const lineText = ({
  charge,
  segment: { from, to },
  plan,
  meter,
  quantity,
  amountPrecise,
  amount,
  facts,
  factsDigest,
}: Line): string =>
  canonicalJson(
    asJson({
      ...{ charge, from, to, plan, amountPrecise, amount },
      // What is not metered may say so or nothing.
      ...(meter === undefined ? {} : { meter, quantity, facts, factsDigest }),
    }),
  );

/** What each line of an adjustment changes; the order is free. */
const adjustmentTexts = ({ adjustments }: BillingDocument): readonly string[] =>
  adjustments
    .flatMap(({ period, lines }) =>
      lines.map(({ charge, segment: { from, to }, amount }) =>
        canonicalJson(asJson({ adjusts: period, charge, from, to, amount })),
      ),
    )
    .toSorted();

/** What adjustments of earlier months were rated by; one of the month itself is only taken off again. */
const adjustedBy = ({ period: { month }, adjustments }: BillingDocument): readonly string[] =>
  adjustments
    .filter(({ period }) => period.month !== month)
    .map(({ period, invoice = null, basis }) =>
      canonicalJson(asJson({ adjusts: period, invoice, basis })),
    );

/** The texts in which equal documents are equal. */
const textsOf = (document: BillingDocument): readonly string[] => {
  const { account, kind, issue, period, timeZone, currency, basis, sequence, total } = document;
  return [
    canonicalJson(asJson({ account, kind, issue, period, timeZone, currency, sequence, total })),
    `${account} basis ${canonicalJson(asJson(basis))}`,
    ...document.lines.map((line, index) => `${account} line ${index + 1}: ${lineText(line)}`),
    ...adjustedBy(document).map((text) => `${account} ${text}`),
    ...adjustmentTexts(document).map((text) => `${account} ${text}`),
  ];
};

/** What is only in one of two lists of documents, a line each. */
export const documentDifferences = (
  expected: readonly BillingDocument[],
  found: readonly BillingDocument[],
): readonly string[] => {
  const [right, other] = [expected.flatMap(textsOf), found.flatMap(textsOf)];
  return [
    ...right.filter((text) => !other.includes(text)).map((text) => `  expected ${text}`),
    ...other.filter((text) => !right.includes(text)).map((text) => `  found    ${text}`),
  ];
};
