import { dialects } from '../../../relay/dialects/dialects.ts'

/**
 * Returns the events that a client of a dialect received without the form in the reference; empty when all is well. In the
 * default namespace an event may be of any dialect there.
 */
export function malformed(
  received: readonly { readonly event: string; readonly payload: unknown }[],
  namespace: string,
): string[] {
  const spoken = Object.values(dialects).filter((dialect) => dialect.namespace === namespace)
  return received.flatMap(({ event, payload }) => {
    const forms = spoken.flatMap(({ events }) => (Object.hasOwn(events, event) ? [events[event]] : []))
    const isKnown = forms.some((form) => form?.safeParse(payload).success)
    return isKnown ? [] : [`${event} ${JSON.stringify(payload)}`]
  })
}
