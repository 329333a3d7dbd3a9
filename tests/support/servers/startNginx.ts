import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { endChild } from '../../../commands/processes/childExit.ts'
import { chooseFreePort } from '../../../commands/processes/chooseFreePort.ts'
import { until } from '../time/until.ts'
import { listensAt } from './listensAt.ts'

export const nginxIsInstalled = (): boolean => spawnSync('nginx', ['-v']).status === 0

export interface StartedNginx {
  readonly url: string
  /** The certificate that it shows, PEM: of its own making. */
  readonly certificate: string
  /** Returns its log of requests so far. */
  readonly accessLog: () => Promise<string>
  /** Returns its log of failures so far. */
  readonly errorLog: () => Promise<string>
  readonly stop: () => Promise<void>
}

/** Files with an nginx configuration that are shipped. */
type Shipped = 'nginx.conf' | 'nginx-identity.conf'

/** Puts `to` in place of all that is `from`. Throws where there is none: the file is no longer what this was written for. */
function replaceAll(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`the configuration has no ${from}`)
  return text.replaceAll(from, to)
}

/**
 * nginx with a configuration that is shipped. Changed are where it listens, its certificate, where it keeps its own files, and these texts: the
 * servers behind it.
 */
async function start(shipped: Shipped, servers: Readonly<Record<string, string>>): Promise<StartedNginx> {
  const folder = await mkdtemp(join(tmpdir(), 'rounds-nginx-'))
  const port = await chooseFreePort()
  const file = (name: string) => join(folder, name)
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1']
  const key = ['-newkey', 'rsa:2048', '-nodes', '-keyout', file('relay.key')]
  execFileSync('openssl', ['req', '-x509', ...key, '-out', file('relay.pem'), '-days', '2', ...subject], {
    stdio: 'ignore',
  })
  const kinds = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  const ownFiles = kinds.map((kind) => `${kind}_temp_path ${file(kind)};`).join('\n  ')
  let text = await readFile(new URL(`../../../build/deploy/${shipped}`, import.meta.url), 'utf8')
  for (const [from, to] of Object.entries(servers)) text = replaceAll(text, from, to)
  text = replaceAll(text, 'listen 443 ssl;', `listen 127.0.0.1:${port} ssl;`)
  text = replaceAll(text, '/etc/nginx/certificates/', `${folder}/`)
  text = replaceAll(text, 'access_log /dev/stdout rounds;', `access_log ${file('access.log')} rounds;`)
  text = replaceAll(text, 'error_log /dev/stderr', `error_log ${file('error.log')}`)
  text = replaceAll(text, 'worker_connections 20000;', 'worker_connections 500;')
  text = replaceAll(text, 'http {', `http {\n  ${ownFiles}`)
  await Promise.all(kinds.map((kind) => mkdir(file(kind))))
  await writeFile(file('nginx.conf'), `pid ${file('nginx.pid')};\n${text}`)
  const args = ['-p', folder, '-c', file('nginx.conf'), '-e', file('error.log')]
  const checked = spawnSync('nginx', [...args, '-t'], { encoding: 'utf8' })
  if (checked.status !== 0) throw new Error(`nginx refuses the configuration: ${checked.stderr}`)

  const child: ChildProcess = spawn('nginx', [...args, '-g', 'daemon off;'], { stdio: 'ignore' })
  await until('nginx listens', () => listensAt({ port, host: '127.0.0.1' }))
  return {
    url: `https://127.0.0.1:${port}`,
    certificate: await readFile(file('relay.pem'), 'utf8'),
    accessLog: () => readFile(file('access.log'), 'utf8'),
    errorLog: () => readFile(file('error.log'), 'utf8'),
    stop: async () => {
      await endChild(child, 'SIGTERM')
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** nginx in front of the nodes at these ports of this machine, as `nginx.conf` has it. */
export function startNginx(nodePorts: readonly number[]): Promise<StartedNginx> {
  const nodes = nodePorts.map((node) => `server 127.0.0.1:${node};`).join('\n    ')
  return start('nginx.conf', { 'server relay:5053;': nodes })
}

/** nginx in front of a relay and of an application that knows who is signed in, as `nginx-identity.conf` has it. */
export function startIdentityNginx(relayPort: number, applicationPort: number): Promise<StartedNginx> {
  return start('nginx-identity.conf', {
    'server relay:5053;': `server 127.0.0.1:${relayPort};`,
    'server application:3000;': `server 127.0.0.1:${applicationPort};`,
  })
}
