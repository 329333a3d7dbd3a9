import type { KeyChord } from '../ui/keyChord.ts'

/**
 * Objects that the screen's actions work on: each action does one thing a person asked for by a key or in the palette.
 */
export interface ScreenDeeds {
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
export function screenActions(deeds: ScreenDeeds): ScreenAction[] {
  const places = [1, 2, 3, 4, 5, 6, 7, 8, 9]
  return [
    { id: 'find', name: 'find', keys: ['Mod+K'], run: deeds.find },
    { id: 'openLongest', name: 'openLongest', keys: ['Alt+N'], run: deeds.openLongest },
    { id: 'toComposer', name: 'toComposer', keys: ['Alt+I'], run: deeds.toComposer },
    { id: 'toSessions', name: 'toSessions', keys: ['Alt+L'], run: deeds.toSessions },
    { id: 'showCare', name: 'showCare', keys: ['Alt+C'], run: () => deeds.showThread('care') },
    { id: 'showStaff', name: 'showStaff', keys: ['Alt+S'], run: () => deeds.showThread('staff') },
    { id: 'closeTab', name: 'closeTab', keys: ['Mod+W', 'Alt+W'], run: deeds.closeTab },
    { id: 'reopenTab', name: 'reopenTab', keys: ['Mod+Shift+T', 'Alt+Shift+T'], run: deeds.reopenTab },
    { id: 'nextTab', name: 'nextTab', keys: ['Ctrl+Tab', 'Alt+PageDown'], run: () => deeds.stepTab(1) },
    { id: 'previousTab', name: 'previousTab', keys: ['Ctrl+Shift+Tab', 'Alt+PageUp'], run: () => deeds.stepTab(-1) },
    { id: 'moveTabLeft', name: 'moveTabLeft', keys: ['Alt+Shift+PageUp'], run: () => deeds.moveTab(-1) },
    { id: 'moveTabRight', name: 'moveTabRight', keys: ['Alt+Shift+PageDown'], run: () => deeds.moveTab(1) },
    { id: 'splitRight', name: 'splitRight', keys: ['Mod+\\', 'Alt+\\'], run: () => deeds.split('right') },
    { id: 'splitBelow', name: 'splitBelow', keys: ['Alt+-'], run: () => deeds.split('below') },
    { id: 'nextGroup', name: 'nextGroup', keys: ['F6'], run: deeds.nextGroup },
    { id: 'togglePatient', name: 'togglePatient', keys: ['Alt+P'], run: deeds.togglePatient },
    { id: 'toggleOutbox', name: 'toggleOutbox', keys: ['Alt+U'], run: deeds.toggleOutbox },
    { id: 'filterMine', name: 'filterMine', keys: ['Alt+Shift+1'], run: () => deeds.filter('mine') },
    { id: 'filterWaiting', name: 'filterWaiting', keys: ['Alt+Shift+2'], run: () => deeds.filter('waiting') },
    { id: 'filterAll', name: 'filterAll', keys: ['Alt+Shift+3'], run: () => deeds.filter('all') },
    { id: 'filterMonitor', name: 'filterMonitor', keys: ['Alt+Shift+4'], run: () => deeds.filter('monitor') },
    { id: 'available', name: 'available', keys: ['Alt+Shift+A'], run: () => deeds.setPresence('online') },
    { id: 'away', name: 'away', keys: ['Alt+Shift+W'], run: () => deeds.setPresence('away') },
    { id: 'busy', name: 'busy', keys: ['Alt+Shift+B'], run: () => deeds.setPresence('busy') },
    { id: 'nextScheme', name: 'nextScheme', keys: ['Alt+Shift+D'], run: deeds.nextScheme },
    { id: 'signOut', name: 'signOut', keys: ['Alt+Shift+Q'], run: deeds.signOut },
    ...places.map((place) => ({
      id: `goToTab${place}`,
      name: place === 9 ? 'goToLastTab' : 'goToTab',
      values: { place },
      keys: [`Mod+${place}`, `Alt+${place}`],
      run: () => deeds.goToTab(place),
    })),
  ]
}
