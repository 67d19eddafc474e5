// What a document says in print, whatever it is printed as. Texts are plain: who sets them escapes them.

/** A part of a table's row: its text, and what is to be read below it in smaller type. */
export type Cell = { readonly text: string; readonly details?: readonly string[] };

export type Column = {
  readonly heading: string;
  /** `figure`: set to the right, never broken. `name`: what the row is about. */
  readonly kind: 'figure' | 'name' | 'text';
  /** Its part of the width, of the sum of all. */
  readonly width: number;
};

export type Table = {
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
  /** What the last column comes to. */
  readonly total?: { readonly label: string; readonly amount: string };
};

/** A name and what it stands for. */
export type Entry = { readonly label: string; readonly value: string };

export type Section = {
  readonly heading: string;
  readonly paragraph?: string;
  readonly table?: Table;
  readonly entries?: readonly Entry[];
};

export type Paper = {
  /** What it is, e.g. `Invoice`. */
  readonly kind: string;
  readonly number: string;
  /** RFC 3339: when it was issued. */
  readonly issuedAt: string;
  /** What must not be overlooked, e.g. that it is void, and why. */
  readonly notice?: Entry;
  /** Whom it is for, and for what. */
  readonly entries: readonly Entry[];
  readonly total: Entry;
  readonly sections: readonly Section[];
};
