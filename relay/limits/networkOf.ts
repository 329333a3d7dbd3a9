import { isIP, SocketAddress } from 'node:net'

/** Network of everyone whose address is unknown: one allowance for all of them. */
const unknownNetwork = 'unknown'

const addressLetters = /^[\da-fx.:[\]]+$/i
const zone = /%[^\]]*/
const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/
const groupsOfNetwork = 4
const groupsOfAddress = 8

/**
 * Returns the network whose allowance an address shares, the same for every spelling of it: an IPv4 address by itself, also where
 * it is written as one of IPv6, and of IPv6 its /64, since that is what one household or one machine is given. A port and a zone
 * are left out. Words that are no address are all `unknown`.
 */
export function networkOf(text: string): string {
  if (isIP(text) === 4) return text
  const address = canonical(text.replace(zone, ''))
  if (address === undefined) return unknownNetwork
  if (isIP(address) === 4) return address
  return mapped.exec(address)?.[1] ?? `${networkGroups(address).join(':')}::/64`
}

/** Returns a network as it is shown to people: of an IPv4 address its /24, of IPv6 its /48, which tell a place and not a household. */
export function shortNetworkOf(network: string): string {
  if (isIP(network) === 4) return `${network.split('.').slice(0, 3).join('.')}.0/24`
  return network === unknownNetwork ? network : `${network.split(':').slice(0, 3).join(':')}::/48`
}

/** The one spelling that the platform has for an address. */
function canonical(text: string): string | undefined {
  if (isIP(text) === 6) return new SocketAddress({ address: text, family: 'ipv6' }).address
  // The reader of the platform takes a whole authority, with a user in it: only what has an address's letters is given to it.
  return addressLetters.test(text) ? SocketAddress.parse(text)?.address : undefined
}

function networkGroups(address: string): readonly string[] {
  const [head = '', tail] = address.split('::')
  const groups = head === '' ? [] : head.split(':')
  if (tail === undefined) return groups.slice(0, groupsOfNetwork)
  const last = tail === '' ? [] : tail.split(':')
  const zeros = Array.from({ length: groupsOfAddress - groups.length - last.length }, () => '0')
  return [...groups, ...zeros, ...last].slice(0, groupsOfNetwork)
}
