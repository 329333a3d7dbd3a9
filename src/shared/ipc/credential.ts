/*
 * How a page and its browser host prove to each other that they hold the same key. The key itself is never sent to who has
 * to prove that they know it: another user of the machine may listen on the port of a host that has ended.
 */

/** A key that both sides hold, by the name under which it is asked for. */
export interface Credential {
  readonly id: string
  readonly key: string
}

/** So many characters of the token of a link are its name, and may be seen by anybody who listens; the rest is its key. */
const tokenNameLength = 16

/** The credential that the token of a link is. */
export function credentialOfToken(token: string): Credential {
  return { id: `link.${token.slice(0, tokenNameLength)}`, key: token.slice(tokenNameLength) }
}

/**
 * Returns what one side proves its key over. It names the side and the host's address, so that no proof can be sent back, or passed on
 * to a host elsewhere, and holds what each side has drawn for this connection.
 */
export function provenText(
  side: 'host' | 'page',
  connection: {
    /** The host of the page's address, with its port. */
    readonly host: string
    readonly id: string
    readonly pageNonce: string
    readonly hostNonce: string
  },
): string {
  return JSON.stringify([side, connection.host, connection.id, connection.pageNonce, connection.hostNonce])
}
