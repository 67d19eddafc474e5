import type { JsonSchema } from '../../domain/codec/refined.ts';
import { scopesFor, type Permission } from '../auth/permission.ts';

/** What a caller can show. */
export const securitySchemes: JsonSchema = {
  key: { type: 'http', scheme: 'bearer', bearerFormat: 'key_…' },
  token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
};

const key = { key: [] };
const token = { token: [] };

/** Which of them a route takes. */
export const securityOf = (may: Permission): readonly JsonSchema[] => {
  switch (may) {
    case 'anyone':
      return [];
    case 'member':
      return [token];
    case 'known':
    case 'account':
    case 'fact':
    case 'account_documents':
    case 'document':
      return [key, token];
    case 'operator':
    default:
      return [key];
  }
};

/** Who may call a route, in words. */
export const whoMay = (may: Permission): string => {
  const scopes = scopesFor(may)
    .map((scope) => `\`${scope}\``)
    .join(' or ');
  switch (may) {
    case 'anyone':
      return 'Needs no credential.';
    case 'known':
      return 'Needs any key or token.';
    case 'member':
      return 'Needs the token of a member.';
    case 'account':
    case 'account_documents':
      return `Needs the scope ${scopes}, or the token of the member whose account it is, or of an owner, admin or moderator of the group.`;
    case 'fact':
      return `Needs the scope ${scopes}, or the token of a member: of the one who is its subject, or of an owner, admin or moderator of its group.`;
    case 'document':
      return `Needs the scope ${scopes}, or the token of the member whose account it was issued to, or of an owner, admin or moderator of the group.`;
    case 'operator':
      return 'Needs the admin key of the installation.';
    default:
      return `Needs the scope ${scopes}.`;
  }
};
