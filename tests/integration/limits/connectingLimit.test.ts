import { afterEach, beforeEach, expect, it } from 'vitest'
import { rateLimits } from '../../../relay/limits/rateLimits.ts'
import type { StartedRelay } from '../../support/relay/start/startedRelay.ts'
import { startRelay } from '../../support/relay/start/startRelay.ts'

/** Connecting: 12 an address; requests: 12 an address. */
const factor = 0.001
const most = Math.round(rateLimits.connectFromAddress.points * factor)
let relay: StartedRelay
beforeEach(async () => {
  relay = await startRelay({ env: { RATE_LIMIT_FACTOR: String(factor), TRUST_PROXY: '1' } })
})
afterEach(() => relay.stop())

const begin = async (query: string, from: string, method = 'GET') => {
  const headers = { 'x-forwarded-for': from }
  return (await fetch(`${relay.url}/socket.io/?EIO=4&transport=polling${query}`, { method, headers })).status
}

it('no spelling of the query begins a connection that is not counted', async () => {
  const spellings = [
    '&sid=',
    '&x=?sid=1',
    '&sid=1&sid=',
    '&SID=1',
    '&%73id=',
    '&s%69d=&x=y',
    '&sid',
    '&sid[]=1',
    '&;sid=1',
    '#&sid=1',
  ]
  for (const [index, query] of spellings.entries()) {
    const from = `203.0.113.${index}`
    const answers: number[] = []
    for (let begun = 0; begun <= most; begun++) answers.push(await begin(query, from))
    expect([answers.slice(0, most).every((status) => status === 200), answers[most]], query).toEqual([true, 429])
  }
})

it('an id that names no connection begins none, however often it comes', async () => {
  for (const query of ['&sid=1', '&sid=&sid=1', '&%73id=__proto__', '&sid=constructor'])
    for (let asked = 0; asked <= most; asked++) expect(await begin(query, '203.0.113.1'), query).toBe(400)
})

it.each([
  ['the addresses of one IPv6 /64', (index: number) => `2001:db8:1:2:${index}::${index}`],
  [
    'the spellings of one address',
    (index: number) => ['2001:DB8::1', '2001:db8:0:0::1%a', '[2001:db8::1]:80'][index % 3] ?? '',
  ],
  ['an IPv4 address as one of IPv6', (index: number) => (index % 2 === 0 ? '192.0.2.1' : '::ffff:192.0.2.1')],
  ['words that are no address', (index: number) => `word-${index}`],
] as const)('%s have one allowance together, for sockets and over HTTP', async (_of, address) => {
  for (let begun = 0; begun < most; begun++) expect(await begin('', address(begun))).toBe(200)
  expect(await begin('', address(most))).toBe(429)
  expect(await begin('', '198.51.100.7')).toBe(200)

  const ask = async (from: string) =>
    (await fetch(`${relay.url}/api/socket`, { headers: { 'x-forwarded-for': from } })).status
  for (let asked = 0; asked < most; asked++) expect(await ask(address(asked))).toBe(200)
  expect(await ask(address(most))).toBe(429)
  expect(await ask('198.51.100.7')).toBe(200)
})

it('what a client writes before the address that the proxy has seen gives it no allowance of its own', async () => {
  for (let begun = 0; begun < most; begun++) expect(await begin('', `10.0.0.${begun}, 192.0.2.1`)).toBe(200)
  expect(await begin('', '10.0.0.99, 192.0.2.1')).toBe(429)
})
