import type { ChordsByKeyboard } from './keyChord.ts'

/** Parts of the table, in the order in which the menu, the palette and the documents show them. */
export const actionSections = ['go', 'session', 'tabs', 'view', 'account'] as const

/** A part of the table. */
export type ActionSection = (typeof actionSections)[number]

/** Something that a person can ask for by a key, in the palette or in the menu. */
interface ActionEntry {
  readonly id: string
  /** Words for it in English, as the catalogue of the screen has them. */
  readonly name: string
  readonly section: ActionSection
  readonly keys: ChordsByKeyboard
}

/** Keys of what has none. */
const noKeys = { other: [], mac: [] } as const

const places = [1, 2, 3, 4, 5, 6, 7, 8, 9] as const

/** Returns the action that goes to a tab by its place; the ninth place is the last tab's. */
function goToTab<Place extends (typeof places)[number]>(place: Place) {
  return {
    id: `goToTab${place}` as const,
    name: place === 9 ? 'Go to the last tab' : `Go to tab ${place}`,
    section: 'tabs',
    keys: { other: [`Ctrl+${place}`, `Alt+${place}`], mac: [`Ctrl+Cmd+${place}`] },
  } as const
}

/**
 * Every action of the console: its keys, the palette, the menu, and docs/shortcuts.md are made of this table. Off a Mac the keys are
 * those with Alt, as Ctrl+Alt is AltGr and types; a browser keeps Ctrl+W, Ctrl+Tab and Ctrl with a digit for itself, hence a
 * second key. Sending has Enter with Ctrl or Command, as elsewhere. On a Mac Option types, Control edits texts, Command is the system's and the browser's, and Control with
 * Command is free, but for what ADR 0052 lists.
 */
export const actionTable = [
  {
    id: 'find',
    name: 'Find a patient or an action',
    section: 'go',
    keys: { other: ['Ctrl+K'], mac: ['Cmd+K'] },
  },
  {
    id: 'search',
    name: 'Search in what was said',
    section: 'go',
    keys: { other: ['Ctrl+Shift+F'], mac: ['Shift+Cmd+F'] },
  },
  {
    id: 'nextOwed',
    name: 'Open the next who waits',
    section: 'go',
    keys: { other: ['Alt+N'], mac: ['Ctrl+Cmd+N'] },
  },
  {
    id: 'sendAndNext',
    name: 'Send, and open the next who waits',
    section: 'go',
    keys: { other: ['Ctrl+Enter'], mac: ['Cmd+Enter'] },
  },
  {
    id: 'later',
    name: 'Answer later',
    section: 'go',
    keys: { other: ['Alt+Z'], mac: ['Ctrl+Cmd+Z'] },
  },
  {
    id: 'needsNoAnswer',
    name: 'Mark as needing no answer',
    section: 'go',
    keys: { other: ['Alt+X'], mac: ['Ctrl+Cmd+X'] },
  },
  {
    id: 'undoLater',
    name: 'Take up again what was put off last',
    section: 'go',
    keys: { other: ['Alt+Shift+Z'], mac: ['Ctrl+Shift+Cmd+Z'] },
  },
  {
    id: 'toComposer',
    name: 'Write to the patient',
    section: 'go',
    keys: { other: ['Alt+I'], mac: ['Ctrl+Cmd+I'] },
  },
  {
    id: 'toSessions',
    name: 'Go to the list of sessions',
    section: 'go',
    keys: { other: ['Alt+L'], mac: ['Ctrl+Cmd+L'] },
  },
  {
    id: 'showCare',
    name: 'Show the care thread',
    section: 'go',
    keys: { other: ['Alt+C'], mac: ['Ctrl+Cmd+C'] },
  },
  {
    id: 'showStaff',
    name: 'Show the staff thread',
    section: 'go',
    keys: { other: ['Alt+S'], mac: ['Ctrl+Cmd+S'] },
  },
  {
    id: 'sessionMenu',
    name: 'Open the menu of the session',
    section: 'session',
    keys: { other: ['Alt+O'], mac: ['Ctrl+Cmd+O'] },
  },
  { id: 'claimSession', name: 'Claim the session', section: 'session', keys: noKeys },
  { id: 'joinSession', name: 'Join the session', section: 'session', keys: noKeys },
  {
    id: 'reopenSession',
    name: 'Reopen the session',
    section: 'session',
    keys: { other: ['Alt+Shift+O'], mac: ['Ctrl+Shift+Cmd+Y'] },
  },
  {
    id: 'invitePatient',
    name: 'Invite the patient',
    section: 'session',
    keys: { other: ['Alt+Shift+I'], mac: ['Ctrl+Shift+Cmd+I'] },
  },
  { id: 'extendSession', name: 'Extend the session', section: 'session', keys: noKeys },
  { id: 'escalateSession', name: 'Escalate the session to support', section: 'session', keys: noKeys },
  { id: 'transferSession', name: 'Transfer the session', section: 'session', keys: noKeys },
  { id: 'leaveSession', name: 'Leave the session', section: 'session', keys: noKeys },
  { id: 'closeSession', name: 'Close the session', section: 'session', keys: noKeys },
  {
    id: 'closeTab',
    name: 'Close the tab',
    section: 'tabs',
    keys: { other: ['Ctrl+W', 'Alt+W'], mac: ['Ctrl+Cmd+W'] },
  },
  {
    id: 'reopenTab',
    name: 'Open the last closed tab again',
    section: 'tabs',
    keys: { other: ['Ctrl+Shift+T', 'Alt+Shift+T'], mac: ['Ctrl+Shift+Cmd+T'] },
  },
  {
    id: 'nextTab',
    name: 'Next tab',
    section: 'tabs',
    keys: { other: ['Ctrl+Tab', 'Alt+PageDown'], mac: ['Ctrl+Cmd+J'] },
  },
  {
    id: 'previousTab',
    name: 'Previous tab',
    section: 'tabs',
    keys: { other: ['Ctrl+Shift+Tab', 'Alt+PageUp'], mac: ['Ctrl+Cmd+K'] },
  },
  {
    id: 'moveTabLeft',
    name: 'Move the tab back',
    section: 'tabs',
    keys: { other: ['Alt+Shift+PageUp'], mac: ['Ctrl+Shift+Cmd+K'] },
  },
  {
    id: 'moveTabRight',
    name: 'Move the tab on',
    section: 'tabs',
    keys: { other: ['Alt+Shift+PageDown'], mac: ['Ctrl+Shift+Cmd+J'] },
  },
  {
    id: 'splitRight',
    name: 'Put the tab to the side',
    section: 'tabs',
    keys: { other: ['Alt+R'], mac: ['Ctrl+Cmd+R'] },
  },
  {
    id: 'splitBelow',
    name: 'Put the tab below',
    section: 'tabs',
    keys: { other: ['Alt+B'], mac: ['Ctrl+Cmd+B'] },
  },
  {
    id: 'nextGroup',
    name: 'Next group of tabs',
    section: 'tabs',
    keys: { other: ['F6', 'Alt+G'], mac: ['Ctrl+Cmd+G'] },
  },
  {
    id: 'findTab',
    name: 'Find an open tab',
    section: 'tabs',
    keys: { other: ['Alt+J'], mac: ['Ctrl+Cmd+T'] },
  },
  ...([goToTab(1), goToTab(2), goToTab(3), goToTab(4), goToTab(5)] as const),
  ...([goToTab(6), goToTab(7), goToTab(8), goToTab(9)] as const),
  {
    id: 'togglePatient',
    name: 'Show or hide the patient',
    section: 'view',
    keys: { other: ['Alt+P'], mac: ['Ctrl+Cmd+P'] },
  },
  {
    id: 'toggleOutbox',
    name: 'Show what is unsent',
    section: 'view',
    keys: { other: ['Alt+U'], mac: ['Ctrl+Cmd+U'] },
  },
  {
    id: 'filterMine',
    name: 'Show my sessions',
    section: 'view',
    keys: { other: ['Alt+Shift+1'], mac: ['Ctrl+Shift+Cmd+M'] },
  },
  {
    id: 'filterOwed',
    name: 'Show sessions that are owed a reply',
    section: 'view',
    keys: { other: ['Alt+Shift+2'], mac: ['Ctrl+Shift+Cmd+R'] },
  },
  {
    id: 'filterAll',
    name: 'Show all sessions',
    section: 'view',
    keys: { other: ['Alt+Shift+3'], mac: ['Ctrl+Shift+Cmd+E'] },
  },
  {
    id: 'filterMonitor',
    name: 'Show sessions to monitor',
    section: 'view',
    keys: { other: ['Alt+Shift+4'], mac: ['Ctrl+Shift+Cmd+O'] },
  },
  {
    id: 'exportSession',
    name: 'Export the session',
    section: 'view',
    keys: { other: ['Alt+Shift+R'], mac: ['Ctrl+Shift+Cmd+S'] },
  },
  {
    id: 'nextScheme',
    name: 'Change between system, light and dark',
    section: 'view',
    keys: { other: ['Alt+Shift+D'], mac: ['Ctrl+Shift+Cmd+D'] },
  },
  {
    id: 'available',
    name: 'Be available',
    section: 'account',
    keys: { other: ['Alt+Shift+A'], mac: ['Ctrl+Shift+Cmd+A'] },
  },
  {
    id: 'away',
    name: 'Be away',
    section: 'account',
    keys: { other: ['Alt+Shift+W'], mac: ['Ctrl+Shift+Cmd+W'] },
  },
  {
    id: 'busy',
    name: 'Be busy',
    section: 'account',
    keys: { other: ['Alt+Shift+B'], mac: ['Ctrl+Shift+Cmd+B'] },
  },
  {
    id: 'signOut',
    name: 'Sign out',
    section: 'account',
    keys: { other: ['Alt+Shift+Q'], mac: ['Ctrl+Shift+Cmd+X'] },
  },
] as const satisfies readonly ActionEntry[]

/** Name of an action in the table. */
export type ActionId = (typeof actionTable)[number]['id']

/** A row of the table. */
export type Action = ActionEntry & { readonly id: ActionId }

/** Returns the first chord of an action, the one that is shown; empty where it has none. */
export function firstChord(id: ActionId, keyboard: 'mac' | 'other'): string {
  const action: Action | undefined = actionTable.find((one) => one.id === id)
  return action?.keys[keyboard][0] ?? ''
}
