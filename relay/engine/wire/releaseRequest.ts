import { cookieIn } from '../givenToken.ts'

const keptHeaders = ['authorization', 'x-forwarded-for', 'origin'] as const

/**
 * Makes a listener that leaves of the request that began a connection what handshakes read: some headers, the cookie that may hold a token, and
 * the query. The rest is held for nothing from then on, and it is large.
 */
export function createReleaseRequest(tokenCookie: string | null): (transport: object) => void {
  return (transport) => {
    const request: unknown = Reflect.get(transport, 'request')
    if (typeof request !== 'object' || request === null) return
    const headers = fieldsOf(Reflect.get(request, 'headers'))
    const query = fieldsOf(Reflect.get(request, '_query'))
    const { cookie } = headers
    const token = tokenCookie !== null && typeof cookie === 'string' ? cookieIn(cookie, tokenCookie) : undefined
    const slim = {
      headers: {
        ...Object.fromEntries(keptHeaders.flatMap((name) => (name in headers ? [[name, headers[name]]] : []))),
        ...(token === undefined ? {} : { cookie: `${tokenCookie}=${encodeURIComponent(token)}` }),
      },
      _query: Object.fromEntries(['token', 'chatId'].flatMap((name) => (name in query ? [[name, query[name]]] : []))),
      connection: {},
    }
    Reflect.set(transport, 'request', slim)
  }
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
