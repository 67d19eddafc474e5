import { Command } from 'commander';
import * as t from 'io-ts';
import { stringify } from 'yaml';
import { askService, askWithStatus, publishedText } from './ask-service.ts';
import { documentIn } from './document-in.ts';
import { outputOf, type Output } from './output.ts';
import type { Service } from './post-lines.ts';
import { access, serviceCommand, type ServiceOptions } from './service-command.ts';

const Published = t.type({ version: t.number });
const Attribution = t.type({ inForce: t.number, versions: t.array(t.UnknownRecord) });

const path = '/v1/attribution';

const examples = `
Examples:
  ledger attribution publish pricing/openmeet-attribution.yaml
  echo '{ "effectiveFrom": "2026-03-01T00:00:00Z", "default": "group" }' | ledger attribution publish -
  ledger attribution show
`;

const publish = async (
  service: Service,
  body: Readonly<Record<string, unknown>>,
  { say, print, json }: Output,
): Promise<void> => {
  const { status, told: published } = await askWithStatus(service, Published, {
    method: 'PUT',
    path,
    body,
  });
  if (json) print(JSON.stringify(published));
  else say(`Version ${published.version} of who pays ${publishedText(status)}.`);
};

const show = async (service: Service, { print, json }: Output): Promise<void> => {
  const attribution = await askService(service, Attribution, { method: 'GET', path });
  print(json ? JSON.stringify(attribution) : stringify(attribution).trimEnd());
};

/** `ledger attribution`: who pays. */
export const attributionCommand = (help: string): Command => {
  const attribution = new Command('attribution')
    .description('publish and show who pays for what is done in a group')
    .addHelpText('after', examples);
  serviceCommand(attribution, help, 'publish', 'publish who pays; the same again is safe')
    .argument('<file>', 'the policy in YAML or JSON; - for standard input')
    .action(async (file: string, options: ServiceOptions) =>
      publish(await access(options), await documentIn(file), outputOf(options)),
    );
  serviceCommand(attribution, help, 'show', 'show who pays, with all versions').action(
    async (options: ServiceOptions) => show(await access(options), outputOf(options)),
  );
  return attribution;
};
