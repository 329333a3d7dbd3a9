import { describe, expect, it } from 'vitest'
import { relayAddress } from '../../../src/renderer/features/account/relayAddress.ts'
import { atRelay, nativeSocketAt, relayBase } from '../../../src/shared/protocol/relayAddress.ts'

describe('the address of a relay', () => {
  it.each([
    ['https://clinic.example', 'https://clinic.example/'],
    ['https://clinic.example/', 'https://clinic.example/'],
    ['https://clinic.example/rounds-app', 'https://clinic.example/rounds-app/'],
    ['https://clinic.example/rounds-app//', 'https://clinic.example/rounds-app/'],
    ['http://127.0.0.1:5053/a/b?c#d', 'http://127.0.0.1:5053/a/b/'],
  ])('is one for each relay, with or without a slash: %s', (given, base) => {
    expect(relayBase(given)).toBe(base)
  })

  it('has all paths of the relay below it, and the sockets too', () => {
    const under = 'https://clinic.example/rounds-app'
    expect(atRelay(under, '/api/auth/login')).toBe('https://clinic.example/rounds-app/api/auth/login')
    expect(atRelay('https://clinic.example', '/api/sync')).toBe('https://clinic.example/api/sync')
    expect(nativeSocketAt(under)).toEqual({ url: 'https://clinic.example/rounds', path: '/rounds-app/socket.io' })
    expect(nativeSocketAt('http://127.0.0.1:5053')).toEqual({
      url: 'http://127.0.0.1:5053/rounds',
      path: '/socket.io',
    })
  })

  it('keeps its path as a person typed it', () => {
    expect(relayAddress('clinic.example/rounds-app/')).toBe('https://clinic.example/rounds-app')
    expect(relayAddress('localhost:5053/rounds-app')).toBe('http://localhost:5053/rounds-app')
  })
})
