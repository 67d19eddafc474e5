import type { Occurrence } from './by-occurrence.ts';

// Code points order texts as code units do, but that those beyond U+FFFF come before U+E000 to U+FFFF: a surrogate is less
// than these. So these get the last code point of all in front, and that one something small behind, to stay below.
const lastPoint = '\u{10ffff}';
const displaced = /[\ue000-\uffff]|\u{10ffff}/gu;

/**
 * Source and id as one text: among facts of one instant, such texts compare by code point (as a database does by
 * `collate "C"`) as `byOccurrence` compares by code unit. No name holds a line break, so the source decides first.
 */
export const occurrenceKey = ({ source, id }: Pick<Occurrence, 'source' | 'id'>): string =>
  `${source}\n${id}`.replaceAll(displaced, (point) =>
    point === lastPoint ? `${point}\u0001` : `${lastPoint}${point}`,
  );
