import { readFileSync } from 'node:fs'
import { Registry } from 'prom-client'
import { describe, expect, it } from 'vitest'
import { usage } from '../../relay/admin/readArguments.ts'
import { environmentNames } from '../../relay/environment.ts'
import { createMetrics } from '../../relay/http/metrics.ts'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const page = read('docs/operating.md')

/** The first column of the table under a heading, without its quotes. */
function namesUnder(heading: string): string[] {
  const [, after = ''] = page.split(`\n## ${heading}\n`)
  const section = after.split('\n## ')[0] ?? ''
  return [...section.matchAll(/^\| `([^`]+)`/gm)].map(([, name = '']) => name)
}

describe('docs/operating.md', () => {
  it('tells of every variable of the environment, and of none that there is not', () => {
    expect(namesUnder('The environment').sort()).toEqual([...environmentNames].sort())
  })

  it('tells of every metric, and of none that there is not', async () => {
    const registry = new Registry()
    createMetrics(registry)
    const metrics = (await registry.getMetricsAsJSON()).map(({ name }) => name)
    expect(namesUnder('Health and metrics').sort()).toEqual(metrics.sort())
  })

  it('tells of every command for administrators, and of none that there is not', () => {
    const commands = [...usage.matchAll(/^ {2}([a-z-]+)(?= |$)/gm)].map(([, name = '']) => name)
    const documented = namesUnder('The command for administrators').map((command) => command.split(' ')[0] ?? '')
    expect(commands.length).toBeGreaterThan(8)
    expect(documented.sort()).toEqual(commands.sort())
  })

  it('points at deployment files that there are', () => {
    for (const name of ['rounds-relay.service', 'Dockerfile', 'compose.yaml', 'nginx.conf']) {
      expect(page).toContain(name)
      expect(read(`build/deploy/${name}`)).not.toBe('')
    }
  })
})

describe('the deployment files', () => {
  it('set nothing that the relay does not read', () => {
    const [, ofRelay = ''] = /\n {2}relay:\n([\s\S]*?)\n {2}nginx:/.exec(read('build/deploy/compose.yaml')) ?? []
    const composed = [...ofRelay.matchAll(/^ {6}([A-Z_]+):/gm)].map(([, name]) => name)
    const [, line = ''] = /^Environment=(.+)$/m.exec(read('build/deploy/rounds-relay.service')) ?? []
    const started = line.split(' ').map((pair) => pair.split('=')[0])
    const [, image = ''] = /^ENV (NODE_ENV.+)$/m.exec(read('build/deploy/Dockerfile')) ?? []
    const built = image.split(' ').map((pair) => pair.split('=')[0])
    expect([composed.length, started.length, built.length].every((count) => count > 3)).toBe(true)
    for (const name of [...composed, ...started, ...built]) expect([...environmentNames, 'NODE_ENV']).toContain(name)
  })

  it('lead polling clients to one node, replace what clients claim of their address, and keep metrics inside', () => {
    const nginx = read('build/deploy/nginx.conf')
    expect(nginx).toContain('hash $binary_remote_addr consistent;')
    expect(nginx).toContain('proxy_set_header X-Forwarded-For $remote_addr;')
    expect(nginx).toContain('location = /metrics { return 404; }')
    expect(nginx.split('{').length).toBe(nginx.split('}').length)
  })
})
