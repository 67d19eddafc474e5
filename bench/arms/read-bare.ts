import type { EmbeddedServer } from '../../infra/embedded/embedded-server.ts';
import { prepareProgram } from '../processes/run-program.ts';
import { withResources } from '../processes/resources.ts';
import { cpuSecondsOf } from '../processes/usage.ts';
import { metered, type Run } from './run.ts';

/** The bare client, in a process of its own, reads a log that is full already. */
export const readBare = (node: EmbeddedServer, facts: number): Promise<Run> =>
  withResources(async (resources) => {
    const program = await prepareProgram(resources, 'read-bare.ts', [node.url, String(facts)]);
    const { result, cpu } = await metered(
      { client: () => cpuSecondsOf(program.pid), 'event store': () => cpuSecondsOf(node.pid) },
      program.go,
    );
    return { facts, seconds: result, cpu };
  });
