import type { JsonObject } from '../event-log.ts';
import type { EpochMs } from '../time/instant.ts';
import { isCatalogueType, type CatalogueType, type DataOf } from './catalogue.ts';

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

/** A fact whose type, and so the shape of its data, the catalogue knows. Every fact was checked when it was decoded. */
export type CatalogueFact = { readonly [Type in CatalogueType]: FactOf<Type> }[CatalogueType];

export const isCatalogueFact = (fact: Fact | CatalogueFact): fact is CatalogueFact =>
  isCatalogueType(fact.type);

/** The group a fact happened in, if any. */
export const groupOf = (fact: Fact): string | undefined => {
  const { group } = fact.data;
  return typeof group === 'string' ? group : undefined;
};
