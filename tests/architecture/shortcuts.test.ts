import { expect, it } from 'vitest'
import { type Action, actionSections, actionTable } from '../../src/shared/model/actions/actionTable.ts'
import { chordLabel, type KeyboardKind, type KeyChord } from '../../src/shared/model/actions/keyChord.ts'
import { messageKeys } from '../../src/shared/model/actions/messageKeys.ts'

const titles = {
  go: 'Going somewhere',
  session: 'The session',
  tabs: 'Tabs',
  view: 'What is shown',
  account: 'You',
} as const

const rows: readonly Action[] = actionTable

function written(chords: readonly KeyChord[], keyboard: KeyboardKind): string {
  return chords.map((chord) => `<kbd>${chordLabel(chord, keyboard)}</kbd>`).join(' or ')
}

/** The page, made of the table of actions. */
function shortcutsPage(): string {
  const tables = actionSections.map((section) => {
    const lines = rows
      .filter((action) => action.section === section)
      .map(({ name, keys, character }) => {
        const bare = character === undefined ? '' : ` or <kbd>${character}</kbd>`
        return `| ${name} | ${written(keys.other, 'other')}${bare} | ${written(keys.mac, 'mac')}${bare} |`
      })
    return [`## ${titles[section]}`, '', '| | Windows, Linux | Mac |', '| --- | --- | --- |', ...lines].join('\n')
  })
  const onMessage = messageKeys.map(
    ({ name, keys }) => `| ${name} | ${keys.map((key) => `<kbd>${key}</kbd>`).join(' or ')} |`,
  )
  return `# Shortcuts

Generated from \`actionTable.ts\` and \`messageKeys.ts\` in \`src/shared/model/actions\`. Do not edit it: run \`npx vitest run --update tests/architecture/shortcuts.test.ts\`.

Each action stands in the palette (the first row below), and what has a key in the program's menu as well. What has none is done rarely; where it concerns the session, the
menu of the session has it. Where two keys are given, a browser keeps the first for
itself, and the program has both. A letter is the key that types it; a keyboard without Latin letters, or without digits where others have
them, is pressed in the same place. ⌃ is Control, ⇧ Shift, ⌘ Command. A press that types a character is never a shortcut while a text has the focus ([0052](decisions/0052-chords-and-where-keys-go.md)); where none has, \`?\` shows all of this.

${tables.join('\n\n')}

## On a message

While the keyboard is at a message: the arrow keys go from one to the next.

| | |
| --- | --- |
${onMessage.join('\n')}
`
}

it('docs/shortcuts.md is what the table of actions says', async () => {
  await expect(shortcutsPage()).toMatchFileSnapshot('../../docs/shortcuts.md')
})
