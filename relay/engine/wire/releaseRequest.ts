const keptHeaders = ['authorization', 'x-forwarded-for', 'origin'] as const

/**
 * Leaves of the request that began a connection what handshakes read: some headers, and the query. The rest is held for
 * nothing from then on, and it is large.
 */
export function releaseRequest(transport: object): void {
  const request: unknown = Reflect.get(transport, 'request')
  if (typeof request !== 'object' || request === null) return
  const headers = fieldsOf(Reflect.get(request, 'headers'))
  const query = fieldsOf(Reflect.get(request, '_query'))
  const slim = {
    headers: Object.fromEntries(keptHeaders.flatMap((name) => (name in headers ? [[name, headers[name]]] : []))),
    _query: Object.fromEntries(['token', 'chatId'].flatMap((name) => (name in query ? [[name, query[name]]] : []))),
    connection: {},
  }
  Reflect.set(transport, 'request', slim)
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
