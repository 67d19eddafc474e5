import { oneOf, refined } from '../codec/refined.ts';
import { decimalOf } from '../decimal.ts';

// What the catalogue's data is made of. Values stay as the producer sent them: the fact's content is what is hashed.

const controlCharacter = /[\u0000-\u001f\u007f-\u009f]/;

const isName = (value: unknown): value is string =>
  typeof value === 'string' &&
  value.length >= 1 &&
  value.length <= 256 &&
  !controlCharacter.test(value) &&
  value.isWellFormed();

/** An id, a source, a name: 1–256 characters, no control characters. */
export const Name = refined(
  'Name',
  { type: 'string', minLength: 1, maxLength: 256 },
  'must be a text of 1 to 256 characters without control characters',
  isName,
);

/**
 * Whose ledger it is. Short, since with a source and an id of 256 characters each, of three bytes at most, it has to fit
 * into one key of a database index, which takes 2,700 bytes.
 */
export const TenantName = refined(
  'TenantName',
  { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$' },
  'must be 1 to 64 letters, digits and . _ : -, the first a letter or digit',
  (value): value is string =>
    typeof value === 'string' && /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/.test(value),
);

/** Who did it: `user:<id>` or `service:<id>`. */
export const Subject = refined(
  'Subject',
  { type: 'string', pattern: '^(user|service):.+$', examples: ['user:u1'] },
  'must be user:<id> or service:<id>, of 1 to 256 characters in all, without control characters',
  (value): value is string => isName(value) && /^(?:user|service):./.test(value),
);

/** CloudEvents' type, reverse-DNS; known to the catalogue or any other name. */
export const FactType = refined(
  'FactType',
  { type: 'string', minLength: 1, maxLength: 256, examples: ['openmeet.file.stored'] },
  'must be a text of 1 to 256 characters without control characters or blanks',
  (value): value is string => isName(value) && !value.includes(' ') && !value.startsWith('$'),
);

/** A whole number of at least 0: a JSON number, or a text of up to 38 digits where it is long. */
export const WholeNumber = refined(
  'WholeNumber',
  { type: ['integer', 'string'], minimum: 0, pattern: '^\\d+(\\.0*)?$' },
  'must be a whole number of at least 0 (as a text of up to 38 digits where it has more than 15)',
  (value): value is number | string => {
    const decimal = decimalOf(value);
    return decimal?.scale === 0 && decimal.units >= 0n;
  },
);

/** A decimal of at least 0: a JSON number, or a text of up to 38 digits, 18 of them after the point. */
export const PositiveDecimal = refined(
  'PositiveDecimal',
  { type: ['number', 'string'], minimum: 0, pattern: '^\\d+(\\.\\d+)?$' },
  'must be a decimal of at least 0 (as a text of up to 38 digits where it has more than 15)',
  (value): value is number | string => {
    const decimal = decimalOf(value);
    return decimal !== undefined && decimal.units >= 0n;
  },
);

export const Role = oneOf('Role', 'owner', 'admin', 'moderator', 'member', 'guest');

/** Why somebody did something, in words. */
export const Reason = refined(
  'Reason',
  { type: 'string', minLength: 1, maxLength: 1_000 },
  'must be a text of 1 to 1,000 characters without control characters',
  (value): value is string =>
    typeof value === 'string' &&
    value.length >= 1 &&
    value.length <= 1_000 &&
    !controlCharacter.test(value) &&
    value.isWellFormed(),
);
