import { canonicalJson } from '../canonical-json.ts';
import { sha256, uuidOf } from '../hash.ts';
import { instantText } from '../time/instant.ts';
import type { Fact } from './fact.ts';

/** What a fact is recognised by, for ever. */
export type Identity = Pick<Fact, 'tenant' | 'source' | 'id'>;

/** An identity as one text; none of its parts can hold a line break. */
export const identityKey = ({ tenant, source, id }: Identity): string =>
  `${tenant}\n${source}\n${id}`;

/** What a fact says, as one text: the RFC 8785 canonical JSON of its type, subject, instant and data. */
export const contentOf = ({ type, subject, at, data }: Fact): string =>
  canonicalJson({ type, subject, time: instantText(at), data });

/**
 * The SHA-256 of what a fact says. The same identity with the same content is a duplicate, with another content a
 * conflict.
 */
export const contentHashOf = (fact: Fact): string => sha256(contentOf(fact));

/**
 * The store's id for a fact's event. Of identity and content together: the store compares ids only, so an id of the
 * identity alone would swallow a conflict.
 */
export const eventIdOf = (identity: Identity, contentHash: string): string =>
  uuidOf(`${identityKey(identity)}\n${contentHash}`);
