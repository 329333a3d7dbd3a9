import { chats } from './chats/chats.ts'
import { consultations } from './consultations/consultations.ts'
import { healthPlatform } from './healthPlatform/healthPlatform.ts'
import { sessions } from './sessions/sessions.ts'
import { singleChat } from './singleChat/singleChat.ts'
import type { DialectTables } from './table/dialect.ts'

/** Every dialect that is served, by its name. Those of one namespace are asked in this order which of them an event is of. */
export const dialects = {
  sessions,
  chats,
  singleChat,
  healthPlatform,
  consultations,
} satisfies DialectTables

export type DialectName = keyof typeof dialects
