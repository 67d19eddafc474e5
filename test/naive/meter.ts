export type Scalar = string | number | boolean | null;

export type Condition =
  | { readonly key: string; readonly is: readonly Scalar[] }
  | { readonly key: string; readonly isNot: readonly Scalar[] }
  | { readonly key: string; readonly atLeast?: string; readonly below?: string };

/** A meter as it is defined; decimals are texts. */
export type Meter = {
  readonly key: string;
  readonly unit: string;
  readonly types: readonly string[];
  readonly aggregation: 'count' | 'sum' | 'max' | 'unique' | 'latest' | 'time_weighted';
  readonly value?: string;
  readonly absent?: string;
  readonly where?: readonly Condition[];
  readonly dimensions?: readonly string[];
};
