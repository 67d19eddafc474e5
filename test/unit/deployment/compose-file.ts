import * as t from 'io-ts';
import { contentsOf } from './repository-file.ts';

const Service = t.intersection([
  t.type({
    networks: t.array(t.string),
    restart: t.string,
    stop_grace_period: t.string,
    security_opt: t.array(t.string),
    logging: t.type({ options: t.type({ 'max-size': t.string, 'max-file': t.string }) }),
    deploy: t.type({
      resources: t.type({ limits: t.type({ memory: t.string, pids: t.number }) }),
    }),
  }),
  t.partial({
    image: t.string,
    build: t.string,
    environment: t.record(t.string, t.string),
    depends_on: t.record(t.string, t.type({ condition: t.string })),
    volumes: t.array(t.string),
    ports: t.array(t.string),
    healthcheck: t.type({ test: t.array(t.string) }),
  }),
]);

const ComposeFile = t.type({
  services: t.record(t.string, Service),
  networks: t.record(t.string, t.unknown),
  volumes: t.record(t.string, t.unknown),
});

export const compose = contentsOf(ComposeFile, 'docker-compose.yml');

export const services = Object.entries(compose.services);

export const serviceOf = (name: string): t.TypeOf<typeof Service> => {
  const service = compose.services[name];
  if (service === undefined) throw new Error(`docker-compose.yml has no service ${name}`);
  return service;
};

/** The parts of `source:target[:mode]` for each volume and bind mount of a service. */
export const mountsOf = (
  name: string,
): readonly { readonly source: string; readonly target: string }[] =>
  (serviceOf(name).volumes ?? []).map((volume) => {
    const [source = '', target = ''] = volume.split(':');
    return { source, target };
  });
