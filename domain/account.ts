import { refined } from './codec/refined.ts';

/** Whose usage is asked for: a member or a group. */
export type Account = { readonly kind: 'user' | 'group'; readonly id: string };

const form = /^(user|group):([^\u0000-\u001f\u007f-\u009f]{1,256})$/;

/** `user:<id>` or `group:<id>`, as in paths and in documents. */
export const AccountName = refined(
  'AccountName',
  { type: 'string', pattern: '^(user|group):.+$', examples: ['user:u1'] },
  'must be user:<id> or group:<id>, the id of 1 to 256 characters',
  (value): value is `${Account['kind']}:${string}` => typeof value === 'string' && form.test(value),
);

export const accountOf = (name: `${Account['kind']}:${string}`): Account =>
  name.startsWith('user:')
    ? { kind: 'user', id: name.slice('user:'.length) }
    : { kind: 'group', id: name.slice('group:'.length) };

export const accountName = ({ kind, id }: Account): string => `${kind}:${id}`;
