import { GenericContainer, getContainerRuntimeClient, Wait } from 'testcontainers';

const image = 'eventstore/eventstore:23.10.2-bookworm-slim';
const grpcPort = 2113;

export type RealEventStore = { readonly url: string; readonly stop: () => Promise<void> };

const dockerIsThere = async (): Promise<boolean> => {
  try {
    await getContainerRuntimeClient();
    return true;
  } catch {
    return false;
  }
};

const inContainer = async (): Promise<RealEventStore> => {
  const container = await new GenericContainer(image)
    .withEnvironment({
      EVENTSTORE_INSECURE: 'true',
      EVENTSTORE_MEM_DB: 'true',
      EVENTSTORE_CLUSTER_SIZE: '1',
      EVENTSTORE_RUN_PROJECTIONS: 'None',
    })
    .withExposedPorts(grpcPort)
    .withWaitStrategy(Wait.forHttp('/health/live', grpcPort).forStatusCode(204))
    .start();
  return {
    url: `esdb://${container.getHost()}:${container.getMappedPort(grpcPort)}?tls=false`,
    stop: async () => {
      await container.stop();
    },
  };
};

/** How to get at a real EventStoreDB: the one TEST_EVENTSTORE_URL names, else a container; undefined where neither is to be had. */
export const realEventStore = async (): Promise<(() => Promise<RealEventStore>) | undefined> => {
  const url = process.env['TEST_EVENTSTORE_URL'];
  if (url !== undefined) return async () => ({ url, stop: async () => undefined });
  return (await dockerIsThere()) ? inContainer : undefined;
};
