import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { freePort } from '#servers/free-port';

const instructions = readFileSync('Dockerfile', 'utf8').replaceAll('\\\n', '').split('\n');
const all = (name: string) => instructions.filter((line) => line.startsWith(`${name} `));
const inBrackets = (line: string) => JSON.parse(line.slice(line.indexOf('['))) as string[];

describe('Dockerfile', () => {
  it('runs as somebody else than root, and node itself gets the signals', () => {
    expect(all('USER').at(-1)).toBe('USER node');
    expect(inBrackets(all('CMD').at(-1)!)[0]).toBe('node');
    expect(all('ENTRYPOINT')).toEqual([]);
  });

  it('copies what there is and .dockerignore lets pass', () => {
    const passing = readFileSync('.dockerignore', 'utf8').split('\n');
    const copied = all('COPY').filter((line) => !line.includes('--from'));
    const sources = copied.flatMap((line) => line.split(' ').slice(1, -1));
    expect(sources).toContain('package.json');
    for (const source of sources) {
      expect(existsSync(source)).toBe(true);
      expect(passing).toContain(`!${source}`);
    }
  });

  it('leaves out no package that the programs in it import', () => {
    const left = instructions
      .find((line) => line.startsWith('RUN npm uninstall'))!
      .split(' ')
      .slice(4);
    expect(left).toContain('testcontainers');
    const rooms = ['apps', 'libs/contracts', 'libs/database', 'libs/inventory', 'libs/messaging'];
    const lines = execFileSync('git', ['grep', '-hE', "(from|import\\() ?'", '--', ...rooms], { encoding: 'utf8' });
    const imported = new Set([...lines.matchAll(/(?:from |import\()'([^']+)'/g)].map(([, name]) => name!));
    expect(imported).toContain('pg');
    expect(left.filter((name) => imported.has(name))).toEqual([]);
  });

  describe('its health check', () => {
    const [command, ...args] = inBrackets(all('HEALTHCHECK')[0]!);

    async function exitCode(environment: Record<string, string>): Promise<number> {
      expect(command).toBe('node');
      const check = spawn(process.execPath, args, { env: environment, stdio: 'ignore' });
      return ((await once(check, 'exit')) as [number])[0];
    }

    it.each([
      ['is ready', 200, 0],
      ['is not ready', 503, 1],
    ])('ends as it should for an app that %s, gateway or worker', async (_, status, code) => {
      const app = createServer(({ url }, answer) => answer.writeHead(url === '/health/ready' ? status : 404).end());
      await once(app.listen(0, '127.0.0.1'), 'listening');
      const [its, nobodys] = [String((app.address() as AddressInfo).port), String(await freePort())];
      expect(await exitCode({ PORT: its, WORKER_PORT: nobodys })).toBe(code);
      expect(await exitCode({ PORT: nobodys, WORKER_PORT: its })).toBe(code);
      app.close();
    });

    it('fails where nothing answers', async () => {
      expect(await exitCode({ PORT: String(await freePort()), WORKER_PORT: String(await freePort()) })).toBe(1);
    });
  });
});
