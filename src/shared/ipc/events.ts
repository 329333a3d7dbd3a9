import type { z } from 'zod'
import { accountEvents } from './account.ts'
import { consoleEvents } from './consoleState.ts'
import { linkEvents } from './link.ts'
import { messageEvents } from './message.ts'
import { presenceEvents } from './presence.ts'
import { sessionEvents } from './session.ts'
import { settingsEvents } from './settings.ts'
import { typingEvents } from './typing.ts'

/** Core to renderer: every event with its payload. */
export const events = {
  ...accountEvents,
  ...linkEvents,
  ...sessionEvents,
  ...messageEvents,
  ...typingEvents,
  ...presenceEvents,
  ...settingsEvents,
  ...consoleEvents,
} as const

export type EventName = keyof typeof events
export type EventPayload<E extends EventName> = z.output<(typeof events)[E]>
/** An event with its payload, as one value. */
export type ConsoleEvent = { [E in EventName]: { readonly name: E; readonly payload: EventPayload<E> } }[EventName]
