import { expect, it } from 'vitest'
import { actionSections, actionTable } from '../../src/shared/model/actions/actionTable.ts'
import { chordLabel, type KeyboardKind, type KeyChord } from '../../src/shared/model/actions/keyChord.ts'

const titles = {
  go: 'Going somewhere',
  session: 'The session',
  tabs: 'Tabs',
  view: 'What is shown',
  account: 'You',
} as const

function written(chords: readonly KeyChord[], keyboard: KeyboardKind): string {
  return chords.map((chord) => `<kbd>${chordLabel(chord, keyboard)}</kbd>`).join(' or ')
}

/** The page, made of the table of actions. */
function shortcutsPage(): string {
  const tables = actionSections.map((section) => {
    const rows = actionTable
      .filter((action) => action.section === section)
      .map(({ name, keys }) => `| ${name} | ${written(keys.other, 'other')} | ${written(keys.mac, 'mac')} |`)
    return [`## ${titles[section]}`, '', '| | Windows, Linux | Mac |', '| --- | --- | --- |', ...rows].join('\n')
  })
  return `# Shortcuts

Generated from \`src/shared/model/actions/actionTable.ts\`. Do not edit it: run \`npx vitest run --update tests/architecture/shortcuts.test.ts\`.

Each action stands in the palette (the first row below), and what has a key in the program's menu as well. What has none is done rarely; where it concerns the session, the
menu of the session has it. Where two keys are given, a browser keeps the first for
itself, and the program has both. A letter is the key that types it; a keyboard without Latin letters, or without digits where others have
them, is pressed in the same place. ⌃ is Control, ⇧ Shift, ⌘ Command. A press that types a character is never a shortcut ([0052](decisions/0052-chords-and-where-keys-go.md)).

${tables.join('\n\n')}
`
}

it('docs/shortcuts.md is what the table of actions says', async () => {
  await expect(shortcutsPage()).toMatchFileSnapshot('../../docs/shortcuts.md')
})
