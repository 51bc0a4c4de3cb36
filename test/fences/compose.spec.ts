import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { KAFKA_VERSION } from '#servers/kafka-jars';

interface Service {
  image: string;
  build?: string;
  command?: string[];
  profiles: string[];
  ports?: string[];
  healthcheck?: { test?: string[]; disable?: boolean };
  restart?: string;
  volumes?: string[];
  depends_on?: Record<string, { condition: string }>;
  init?: boolean;
  read_only?: boolean;
  cap_drop?: string[];
}

const text = readFileSync('docker-compose.yml', 'utf8');
const { services } = parse(text, { merge: true }) as { services: Record<string, Service> };
const all = Object.entries(services);
const ours = all.filter(([, { build }]) => build);
const servers = all.filter(([, { build }]) => !build);
const jobs = ours.filter(([, { command }]) => command?.includes('migrate'));
const apps = ours.filter((one) => !jobs.includes(one));

describe('docker-compose.yml', () => {
  it.each([
    ['single', { brokers: 1, workers: 1 }],
    ['cluster', { brokers: 3, workers: 2 }],
  ])('has a profile %s of all that is needed', (profile, expected) => {
    const names = all.filter(([, { profiles }]) => profiles.includes(profile)).map(([name]) => name);
    const count = (pattern: RegExp) => names.filter((name) => pattern.test(name)).length;
    expect({ brokers: count(/^kafka/), workers: count(/^worker/) }).toEqual(expected);
    expect([count(/^postgres$/), count(/^migrate/), count(/^gateway$/)]).toEqual([1, 1, 1]);
    for (const name of names.filter((name) => services[name]!.build)) {
      expect(Object.keys(services[name]!.depends_on!).filter((other) => names.includes(other))).not.toEqual([]);
    }
  });

  it('publishes ports on 127.0.0.1 only', () => {
    const ports = all.flatMap(([, { ports = [] }]) => ports);
    expect(ports.length).toBeGreaterThan(1);
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  it('has a default for no secret, and names each in .env.example', () => {
    const asked = [...text.matchAll(/\$\{(\w+)(:\?)?/g)].filter(([, name]) => name !== 'PORT');
    expect(asked.length).toBeGreaterThan(5);
    const example = readFileSync('.env.example', 'utf8');
    for (const [whole, name, required] of asked) {
      expect([whole, required]).toEqual([whole, ':?']);
      expect(example).toMatch(new RegExp(`^${name}=`, 'm'));
    }
    expect(example).not.toMatch(/^\w*(PASSWORD|SECRET)=\S/m);
  });

  it.each([...servers, ...apps])('starts %s again whenever it ends, and looks after its health', (_, service) => {
    expect(service.restart).toBe('unless-stopped');
    // What our image has is checked with the Dockerfile.
    if (service.build) expect(service.healthcheck).toBeUndefined();
    else expect(service.healthcheck?.test?.length).toBeGreaterThan(1);
  });

  it.each(servers)('keeps the data of %s in a volume', (_, { volumes }) => {
    expect(volumes).toEqual([expect.stringMatching(/^[\w-]+:\/var\/lib\/(postgresql|kafka\/data)$/)]);
  });

  it.each(jobs)('begins %s once its servers are healthy, and no app before it is done', (name, job) => {
    const needed = servers.filter(([, { profiles }]) => profiles.includes(job.profiles[0]!)).map(([server]) => server);
    expect(Object.keys(job.depends_on!).sort()).toEqual(needed.sort());
    for (const { condition } of Object.values(job.depends_on!)) expect(condition).toBe('service_healthy');
    for (const [, app] of apps) expect(app.depends_on![name]!.condition).toBe('service_completed_successfully');
  });

  it.each(ours)('leaves %s nothing to write to and no rights, and hands it its signals', (_, service) => {
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], init: true });
  });

  it('takes the Kafka that the tests take', () => {
    const images = new Set(servers.filter(([name]) => name.startsWith('kafka')).map(([, { image }]) => image));
    expect([...images]).toEqual([`apache/kafka:${KAFKA_VERSION}`]);
  });
});
