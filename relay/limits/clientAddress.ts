import type { IncomingHttpHeaders } from 'node:http'

/**
 * Where a request comes from: the peer, or, behind `proxies` of our own, the address that the outermost of them has seen. What a
 * client writes into the header itself stands further left and is never believed.
 */
export function clientAddress(
  headers: IncomingHttpHeaders,
  remoteAddress: string | undefined,
  proxies: number,
): string {
  const forwarded = headers['x-forwarded-for']
  const told = (Array.isArray(forwarded) ? forwarded.join(',') : (forwarded ?? ''))
    .split(',')
    .map((address) => address.trim())
    .filter((address) => address !== '')
  const path = [remoteAddress ?? 'unknown', ...told.reverse()]
  return path[Math.min(proxies, path.length - 1)] ?? 'unknown'
}
