import { readFile } from 'node:fs/promises';
import { adminKeyFile } from '../config/admin-key.ts';
import { variables, type Settings } from '../config/settings.ts';
import type { Service } from './post-lines.ts';
import { serviceUrl } from './service-url.ts';

/** What a command that talks to the service takes from the environment. */
export const accessVariables = [
  variables.port,
  variables.host,
  { name: 'LEDGER_KEY', fallback: '', meaning: 'key to the service; else the data folder’s' },
  { ...variables.dataDir, meaning: 'folder that holds the admin key' },
] as const;

const keyOf = async ({ dataDir }: Pick<Settings, 'dataDir'>): Promise<string> => {
  const file = adminKeyFile(dataDir);
  try {
    return process.env['LEDGER_KEY'] ?? (await readFile(file, 'utf8')).trim();
  } catch {
    throw new Error(`no key: set LEDGER_KEY, or run this where ${file} is`);
  }
};

const urlOf = (
  given: string | undefined,
  { host, port }: Pick<Settings, 'host' | 'port'>,
): string => {
  if (given !== undefined) return serviceUrl(given, '--url');
  const authority = host.includes(':') ? `[${host}]` : host;
  return serviceUrl(`http://${authority}:${port}`, 'What HOST and PORT make');
};

/** Where the service is and by what key it is asked. Throws where the address is none, or there is no key. */
export const serviceAccess = async (
  settings: Settings,
  { url, tenant }: { readonly url?: string; readonly tenant?: string },
): Promise<Service> => ({ url: urlOf(url, settings), key: await keyOf(settings), tenant });
