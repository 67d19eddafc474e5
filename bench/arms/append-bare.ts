import { freshNode } from '../processes/servers.ts';
import { prepareProgram } from '../processes/run-program.ts';
import { withResources } from '../processes/resources.ts';
import { cpuSecondsOf } from '../processes/usage.ts';
import { metered, type Run } from './run.ts';

export type Intake = { readonly facts: number; readonly batchesInFlight: number };

/** The bare client, in a process of its own, appends to an empty event store node. */
export const appendBare = ({ facts, batchesInFlight }: Intake): Promise<Run> =>
  withResources(async (resources) => {
    const node = await freshNode(resources);
    const args = [node.url, String(facts), String(batchesInFlight)];
    const program = await prepareProgram(resources, 'append-bare.ts', args);
    const { result, cpu } = await metered(
      {
        client: () => cpuSecondsOf(program.pid),
        'event store': () => cpuSecondsOf(node.pid),
      },
      program.go,
    );
    return { facts, seconds: result, cpu };
  });
