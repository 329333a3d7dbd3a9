import type { KeyChord } from '../ui/keyChord.ts'

/**
 * Objects that the screen's actions work on: each action does one thing a person asked for by a key or in the palette.
 */
export interface ScreenActions {
  readonly find: () => void
  readonly openLongest: () => void
  readonly closeTab: () => void
  readonly reopenTab: () => void
  readonly stepTab: (by: 1 | -1) => void
  readonly goToTab: (place: number) => void
  readonly moveTab: (by: 1 | -1) => void
  readonly split: (towards: 'right' | 'below') => void
  readonly nextGroup: () => void
  readonly showThread: (thread: 'care' | 'staff') => void
  readonly toComposer: () => void
  readonly toSessions: () => void
  readonly filter: (filter: 'mine' | 'waiting' | 'all' | 'monitor') => void
  readonly togglePatient: () => void
  readonly toggleOutbox: () => void
  readonly setPresence: (status: 'online' | 'away' | 'busy') => void
  readonly nextScheme: () => void
  readonly signOut: () => void
}

/** An action with the keys that run it. The first is the one that is shown; the others are for where it is taken. */
export interface ScreenAction {
  readonly id: string
  /** The name in the catalogue, under `action`. */
  readonly name: string
  readonly values?: { readonly place: number }
  readonly keys: readonly KeyChord[]
  readonly run: () => void
}

/**
 * Every action of the screen with its keys. A browser keeps Ctrl+W, Ctrl+Tab and Ctrl with a digit for itself, hence the
 * second key of those.
 */
export function screenActions(actions: ScreenActions): ScreenAction[] {
  const places = [1, 2, 3, 4, 5, 6, 7, 8, 9]
  return [
    { id: 'find', name: 'find', keys: ['Mod+K'], run: actions.find },
    { id: 'openLongest', name: 'openLongest', keys: ['Alt+N'], run: actions.openLongest },
    { id: 'toComposer', name: 'toComposer', keys: ['Alt+I'], run: actions.toComposer },
    { id: 'toSessions', name: 'toSessions', keys: ['Alt+L'], run: actions.toSessions },
    { id: 'showCare', name: 'showCare', keys: ['Alt+C'], run: () => actions.showThread('care') },
    { id: 'showStaff', name: 'showStaff', keys: ['Alt+S'], run: () => actions.showThread('staff') },
    { id: 'closeTab', name: 'closeTab', keys: ['Mod+W', 'Alt+W'], run: actions.closeTab },
    { id: 'reopenTab', name: 'reopenTab', keys: ['Mod+Shift+T', 'Alt+Shift+T'], run: actions.reopenTab },
    { id: 'nextTab', name: 'nextTab', keys: ['Ctrl+Tab', 'Alt+PageDown'], run: () => actions.stepTab(1) },
    { id: 'previousTab', name: 'previousTab', keys: ['Ctrl+Shift+Tab', 'Alt+PageUp'], run: () => actions.stepTab(-1) },
    { id: 'moveTabLeft', name: 'moveTabLeft', keys: ['Alt+Shift+PageUp'], run: () => actions.moveTab(-1) },
    { id: 'moveTabRight', name: 'moveTabRight', keys: ['Alt+Shift+PageDown'], run: () => actions.moveTab(1) },
    { id: 'splitRight', name: 'splitRight', keys: ['Mod+\\', 'Alt+\\'], run: () => actions.split('right') },
    { id: 'splitBelow', name: 'splitBelow', keys: ['Alt+-'], run: () => actions.split('below') },
    { id: 'nextGroup', name: 'nextGroup', keys: ['F6'], run: actions.nextGroup },
    { id: 'togglePatient', name: 'togglePatient', keys: ['Alt+P'], run: actions.togglePatient },
    { id: 'toggleOutbox', name: 'toggleOutbox', keys: ['Alt+U'], run: actions.toggleOutbox },
    { id: 'filterMine', name: 'filterMine', keys: ['Alt+Shift+1'], run: () => actions.filter('mine') },
    { id: 'filterWaiting', name: 'filterWaiting', keys: ['Alt+Shift+2'], run: () => actions.filter('waiting') },
    { id: 'filterAll', name: 'filterAll', keys: ['Alt+Shift+3'], run: () => actions.filter('all') },
    { id: 'filterMonitor', name: 'filterMonitor', keys: ['Alt+Shift+4'], run: () => actions.filter('monitor') },
    { id: 'available', name: 'available', keys: ['Alt+Shift+A'], run: () => actions.setPresence('online') },
    { id: 'away', name: 'away', keys: ['Alt+Shift+W'], run: () => actions.setPresence('away') },
    { id: 'busy', name: 'busy', keys: ['Alt+Shift+B'], run: () => actions.setPresence('busy') },
    { id: 'nextScheme', name: 'nextScheme', keys: ['Alt+Shift+D'], run: actions.nextScheme },
    { id: 'signOut', name: 'signOut', keys: ['Alt+Shift+Q'], run: actions.signOut },
    ...places.map((place) => ({
      id: `goToTab${place}`,
      name: place === 9 ? 'goToLastTab' : 'goToTab',
      values: { place },
      keys: [`Mod+${place}`, `Alt+${place}`],
      run: () => actions.goToTab(place),
    })),
  ]
}
