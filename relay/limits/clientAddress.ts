import type { IncomingHttpHeaders } from 'node:http'
import { networkOf } from './networkOf.ts'

/**
 * Returns where a request comes from, as every limit counts it (see `networkOf`): the peer, or, behind `proxies` of our own, the
 * address that the outermost of them has seen. What a client writes into the header itself stands further left and is never
 * believed.
 */
export function clientAddress(
  headers: IncomingHttpHeaders,
  remoteAddress: string | undefined,
  proxies: number,
): string {
  const forwarded = headers['x-forwarded-for']
  const forwardedFrom = (Array.isArray(forwarded) ? forwarded.join(',') : (forwarded ?? ''))
    .split(',')
    .map((address) => address.trim())
    .filter((address) => address !== '')
  const path = [remoteAddress ?? '', ...forwardedFrom.reverse()]
  return networkOf(path[Math.min(proxies, path.length - 1)] ?? '')
}
