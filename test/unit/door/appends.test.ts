import { expect, test } from 'vitest';
import { appendsOf, identified } from '../../../api/door/appends.ts';
import { madeFact } from '../../support/facts.ts';

const storeBytesMax = 1024 * 1024;

test.each([
  ['of three bytes', '漢'],
  ['that JSON escapes', '"'],
])(
  'the longest names, of characters %s, still make appends that the store takes',
  (_, character) => {
    const facts = Array.from({ length: 1_000 }, (__, n) =>
      identified(
        madeFact({
          id: String(n).padStart(256, character),
          source: character.repeat(256),
          subject: `user:${character.repeat(251)}`,
          data: { fileId: character.repeat(256) },
        }),
      ),
    );
    const appends = appendsOf('ledger', facts, '2026-01-15T00:00:00.000Z');
    expect(appends.flatMap((append) => append.facts)).toEqual(facts);
    for (const { events } of appends) {
      const bytes = events.map(({ data, metadata }) =>
        Buffer.byteLength(JSON.stringify(data) + JSON.stringify(metadata)),
      );
      expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(storeBytesMax);
    }
  },
);
