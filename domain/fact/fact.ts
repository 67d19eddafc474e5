import type { JsonObject } from '../event-log.ts';
import type { EpochMs } from '../time/instant.ts';
import type { CatalogueType, DataOf } from './catalogue.ts';

/** A usage fact: what a producer reports happened. With its source and tenant, the id is its identity, for ever. */
export type Fact = {
  readonly tenant: string;
  readonly source: string;
  readonly id: string;
  readonly type: string;
  /** Who did it: `user:<id>` or `service:<id>`. */
  readonly subject: string;
  /** When it happened. */
  readonly at: EpochMs;
  /** As the producer sent it. */
  readonly data: JsonObject;
};

type FactOf<Type extends CatalogueType> = Omit<Fact, 'data'> & {
  readonly type: Type;
  readonly data: DataOf<Type>;
};

/** Whether a fact is of a type of the catalogue; its data was checked against that type when it was decoded. */
export const isA = <Type extends CatalogueType>(
  fact: Pick<Fact, 'type'>,
  ...types: readonly Type[]
): fact is FactOf<Type> => types.some((type) => type === fact.type);

/** The group a fact happened in, if any. */
export const groupOf = ({ data }: Pick<Fact, 'data'>): string | undefined => {
  const { group } = data;
  return typeof group === 'string' ? group : undefined;
};
