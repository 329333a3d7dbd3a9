import { describe, expect, test } from 'vitest'
import { routeAt } from '../../../../relay/engine/wire/attachSockets.ts'

describe('a path for sockets', () => {
  const routes = ['*', '/', '/health', '/api/sessions', '/api/sessions/:id/messages', '/visit/*']

  test.each([
    ['/health', '/health'],
    ['/api', '/api/sessions'],
    ['/api/sessions/ws', '/api/sessions/:id/messages'],
    ['/api/sessions/s1/messages', '/api/sessions/:id/messages'],
    ['/visit', '/visit/*'],
    ['/visit/ws', '/visit/*'],
  ])('%s would take requests of %s', (path, route) => {
    expect(routeAt(path, routes)).toBe(route)
  })

  test.each(['/api/ws', '/ws', '/healthy', '/api/sessions/s1/messages/ws'])('%s takes nobody’s', (path) => {
    expect(routeAt(path, routes)).toBeUndefined()
  })
})
