import type { Span } from '../../../domain/billing/document.ts';
import { fraction, type Fraction } from './fraction.ts';

/** Half-open: [from, to), in epoch ms. */
export type Window = { readonly from: number; readonly to: number };

export const windowOf = ({ from, to }: Span): Window => ({
  from: Date.parse(from),
  to: Date.parse(to),
});

export const lengthMs = ({ from, to }: Window): number => to - from;

/** The part of a period that a stretch of it is. */
export const partOf = (stretch: Span, period: Span): Fraction =>
  fraction(BigInt(lengthMs(windowOf(stretch))), BigInt(lengthMs(windowOf(period))));

/** A window cut at these instants. */
export const cutAt = ({ from, to }: Window, instants: readonly number[]): readonly Window[] => {
  const inside = instants.filter((at) => from < at && at < to);
  const edges = [...new Set([from, ...inside])].toSorted((a, b) => a - b);
  return edges
    .map((edge, index) => ({ from: edge, to: edges[index + 1] ?? to }))
    .filter((piece) => piece.from < piece.to);
};
