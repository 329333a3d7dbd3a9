import { nativeNamespace } from './handshake.ts'

/**
 * Returns the address that everything of a relay is below, ending in `/`. A relay may stand under a path of a host
 * (`https://clinic.example/rounds-app`), with or without a slash behind it: both are the same relay.
 */
export function relayBase(relayUrl: string): string {
  const { origin, pathname } = new URL(relayUrl)
  return `${origin}${pathname.replace(/\/*$/, '/')}`
}

/** Returns the address of one of the relay's own paths, such as `restPaths` has them. */
export function atRelay(relayUrl: string, path: string): string {
  return relayBase(relayUrl) + path.replace(/^\/+/, '')
}

/** Returns what Socket.IO is to be asked for: the native namespace, and the path of the host where the relay's sockets are. */
export function nativeSocketAt(relayUrl: string): { readonly url: string; readonly path: string } {
  return {
    url: new URL(nativeNamespace, relayUrl).href,
    path: new URL(atRelay(relayUrl, 'socket.io')).pathname,
  }
}
