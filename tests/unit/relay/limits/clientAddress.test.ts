import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clientAddress } from '../../../../relay/limits/clientAddress.ts'
import { networkOf } from '../../../../relay/limits/networkOf.ts'

const hex = (value: number) => value.toString(16)
const group = fc.integer({ min: 0, max: 0xffff })
const octet = fc.integer({ min: 0, max: 255 })

describe('the network that a limit counts an address by', () => {
  it('is one for every address of an IPv6 /64, and another for the next /64', () => {
    const groups = fc.tuple(group, group, group, group)
    fc.assert(
      fc.property(groups, groups, groups, (network, host, other) => {
        const of = (last: readonly number[]) => networkOf([...network, ...last].map(hex).join(':'))
        if (network.slice(0, 4).every((value) => value === 0)) return
        expect(of(host)).toBe(of(other))
        const next = [...network.slice(0, 3), (network[3] ^ 1) & 0xffff]
        expect(networkOf([...next, ...host].map(hex).join(':'))).not.toBe(of(host))
      }),
    )
  })

  it('is one for every spelling of an IPv6 address', () => {
    const spellings = [
      '2001:db8::1',
      '2001:DB8:0:0:0:0:0:1',
      '2001:0db8:0000::0001',
      '2001:db8:0:0::',
      '2001:db8::1%eth0',
    ]
    spellings.push('[2001:db8::1]', '[2001:db8::1]:443', '[2001:db8::1%eth0]:443', '2001:db8::192.0.2.1')
    expect(new Set(spellings.map(networkOf))).toEqual(new Set(['2001:db8:0:0::/64']))
    expect(networkOf('::1')).toBe('0:0:0:0::/64')
    expect(networkOf('fe80::1%eth0')).toBe(networkOf('fe80::2%wlan1'))
  })

  it('is one for an IPv4 address and the IPv6 one that stands for it, and another for its neighbour', () => {
    fc.assert(
      fc.property(fc.tuple(octet, octet, octet, octet), ([a, b, c, d]) => {
        const address = `${a}.${b}.${c}.${d}`
        const high = hex(a * 256 + b)
        const low = hex(c * 256 + d)
        const same = [
          `::ffff:${address}`,
          `::FFFF:${address}`,
          `0:0:0:0:0:ffff:${high}:${low}`,
          `::ffff:${high}:${low}`,
        ]
        for (const spelling of [...same, `${address}:8080`, `[::ffff:${address}]:8080`])
          expect(networkOf(spelling), spelling).toBe(address)
        expect(networkOf(`${a}.${b}.${c}.${d ^ 1}`)).not.toBe(address)
      }),
    )
    for (const spelling of ['127.1', '0x7f.1', '127.0.0.01', '2130706433'])
      expect(networkOf(spelling)).toBe('127.0.0.1')
  })

  it('is one for all words that are no address', () => {
    const words = [
      '',
      'unknown',
      '_hidden',
      'proxy.example',
      '1.2.3.4.5',
      '999.1.1.1',
      ':::',
      '[',
      '[]',
      '1.2.3.4/24',
      '%',
    ]
    words.push(
      'somebody@192.0.2.1',
      '192.0.2.1?x=1',
      '192.0.2.1#',
      '12345::',
      '::ffff:999.1.1.1',
      '\u0661.2.3.4',
      'x'.repeat(9_000),
    )
    for (const word of words) expect(networkOf(word), word).toBe('unknown')
  })
})

describe('where a request comes from', () => {
  const headers = { 'x-forwarded-for': 'made-up, 203.0.113.7, 10.0.0.2' }

  it('is the peer, whatever it claims, when there is no proxy', () => {
    expect(clientAddress(headers, '198.51.100.4', 0)).toBe('198.51.100.4')
    expect(clientAddress(headers, '::ffff:198.51.100.4', 0)).toBe('198.51.100.4')
  })

  it('is what the outermost of our proxies has seen', () => {
    expect(clientAddress(headers, '10.0.0.1', 1)).toBe('10.0.0.2')
    expect(clientAddress(headers, '10.0.0.1', 2)).toBe('203.0.113.7')
    expect(clientAddress({}, '10.0.0.1', 2)).toBe('10.0.0.1')
  })

  it('is unknown where a proxy has seen what is no address, and where the line has none', () => {
    expect(clientAddress(headers, '10.0.0.1', 3)).toBe('unknown')
    expect(clientAddress({}, undefined, 0)).toBe('unknown')
  })
})
