import type { IncomingMessage } from 'node:http'

/**
 * Returns the id of the connection that a request of Engine.IO says it belongs to. The query is the one that Engine.IO has read by
 * then and goes by itself: no spelling of it can mean a connection here and none there.
 */
export function namedConnection(request: IncomingMessage): string | undefined {
  const query: unknown = Reflect.get(request, '_query')
  if (typeof query !== 'object' || query === null || !('sid' in query)) return undefined
  return typeof query.sid === 'string' && query.sid !== '' ? query.sid : undefined
}
