import { chats } from '../../relay/dialects/chats.ts'
import { dialects } from '../../relay/dialects/chooseDialect.ts'

/**
 * What a client of a dialect heard that has not the form which the reference tells of; empty when all is well. In the default
 * namespace an event may be of any dialect there.
 */
export function malformed(
  heard: readonly { readonly event: string; readonly payload: unknown }[],
  namespace: '/' | '/chat',
): string[] {
  const others = Object.values(dialects).filter((dialect) => dialect !== chats)
  const spoken = namespace === '/chat' ? [chats] : others
  return heard.flatMap(({ event, payload }) => {
    const forms = spoken.flatMap(({ events }) => (Object.hasOwn(events, event) ? [events[event]] : []))
    const isTold = forms.some((form) => form?.safeParse(payload).success)
    return isTold ? [] : [`${event} ${JSON.stringify(payload)}`]
  })
}
