import { provenText } from '../../shared/ipc/credential.ts'

/**
 * Returns this page's proof of `key` for a connection, once `hostProof` has shown that the other side holds it too; undefined: it does
 * not.
 */
export async function answerChallenge(
  key: string,
  connection: Parameters<typeof provenText>[1],
  hostProof: string,
): Promise<string | undefined> {
  const encoder = new TextEncoder()
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const secret = await crypto.subtle.importKey('raw', encoder.encode(key), algorithm, false, ['sign', 'verify'])
  const signed = fromBase64url(hostProof)
  const isHost =
    signed !== undefined &&
    (await crypto.subtle.verify('HMAC', secret, signed, encoder.encode(provenText('host', connection))))
  if (!isHost) return undefined
  return toBase64url(await crypto.subtle.sign('HMAC', secret, encoder.encode(provenText('page', connection))))
}

function fromBase64url(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[\w-]{43}$/.test(text)) return undefined
  const bytes = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(bytes, (byte) => byte.charCodeAt(0))
}

function toBase64url(bytes: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}
