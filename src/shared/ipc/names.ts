import type { CommandName } from './commands.ts'
import type { EventName } from './events.ts'

/*
 * The names alone, so that the preload script can build the bridge without carrying the schemas. The two `satisfies` and a
 * test keep the lists equal to the contract.
 */
export const commandNames = [
  'readConsole',
  'signIn',
  'signOut',
  'connectNow',
  'readEntries',
  'findMessage',
  'readLinks',
  'findSessions',
  'visitSession',
  'setLater',
  'changeSession',
  'invitePatient',
  'revokeLinks',
  'searchEntries',
  'sendMessage',
  'editMessage',
  'redactMessage',
  'reactToMessage',
  'retryMessage',
  'reviseMessage',
  'discardMessage',
  'saveDraft',
  'markSeen',
  'exportSession',
  'readRecord',
  'setTyping',
  'setPresence',
  'saveSettings',
  'saveWorkspace',
  'handedOver',
] as const satisfies readonly CommandName[]

export const eventNames = [
  'accountChanged',
  'linkChanged',
  'sessionsChanged',
  'entriesChanged',
  'typingChanged',
  'presenceChanged',
  'settingsChanged',
  'clinicChanged',
  'troubleChanged',
  'closingStarted',
] as const satisfies readonly EventName[]
